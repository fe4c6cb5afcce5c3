local n = io.read('*n')
local sums = {}
for i = 1, n do
  local a, b = io.read('*n', '*n')
  sums[i] = a + b
end
io.write(table.concat(sums, '\n'), '\n')
