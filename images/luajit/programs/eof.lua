local count, sum = 0, 0
while true do
  local number = io.read('*n')
  if number == nil then break end
  count = count + 1
  sum = sum + number
end
print(count, sum)
