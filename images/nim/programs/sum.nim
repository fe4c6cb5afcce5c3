import std/parseutils

let text = stdin.readAll()
var at = 0

proc next(): int =
  at += text.skipWhitespace(at)
  at += text.parseInt(result, at)

var output = newStringOfCap(1 shl 20)
for _ in 1 .. next():
  let a = next()
  let b = next()
  output.addInt(a + b)
  output.add('\n')
stdout.write(output)
