numeric digits 20
say sum(linein())
exit

sum: procedure
  parse arg n
  if n = 0 then return 0
  return n + sum(n - 1)
