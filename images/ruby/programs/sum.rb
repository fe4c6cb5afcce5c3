numbers = $stdin.read.split.map(&:to_i)
sums = numbers[1, 2 * numbers[0]].each_slice(2).map { |a, b| a + b }
puts sums
