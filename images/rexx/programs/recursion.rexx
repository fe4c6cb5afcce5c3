numeric digits 20
say sum(linein())
exit

/* Without a pool of variables of its own (procedure): a hundred thousand of those take two gigabytes. */
sum:
  if arg(1) = 0 then return 0
  return arg(1) + sum(arg(1) - 1)
