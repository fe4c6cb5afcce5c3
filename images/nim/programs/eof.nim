import std/strutils

var count, total = 0
for word in stdin.readAll().splitWhitespace():
  inc count
  total += word.parseInt()
echo count, " ", total
