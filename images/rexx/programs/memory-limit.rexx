i = 0
do forever
  i = i + 1
  kept.i = copies("x", 100000)
end
