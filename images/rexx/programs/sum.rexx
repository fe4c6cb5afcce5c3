n = linein()
do n
  parse value linein() with a b
  say a + b
end
