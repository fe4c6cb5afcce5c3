sub sum($n) { $n == 0 ?? 0 !! $n + sum($n - 1) }

say sum(+get);
