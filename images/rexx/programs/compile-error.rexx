do 3
  say "this loop has no end"
