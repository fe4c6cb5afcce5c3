import std/strutils

func sumTo(n: int): int =
  if n == 0: 0 else: n + sumTo(n - 1)

echo sumTo(stdin.readLine().parseInt())
