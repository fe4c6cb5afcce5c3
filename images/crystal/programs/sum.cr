STDOUT.sync = false
n = read_line.to_i
n.times do
  a, b = read_line.split.map(&.to_i64)
  puts a + b
end
