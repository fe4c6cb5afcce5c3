numbers = $stdin.each_line.flat_map { |line| line.split.map(&:to_i) }
puts "#{numbers.size} #{numbers.sum}"
