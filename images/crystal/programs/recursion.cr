def sum_to(n : Int64) : Int64
  n == 0 ? 0_i64 : n + sum_to(n - 1)
end

puts sum_to(read_line.to_i64)
