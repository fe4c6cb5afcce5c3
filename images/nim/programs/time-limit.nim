var n {.volatile.} = 0
while true:
  n = n xor 1
