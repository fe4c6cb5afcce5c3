my ($count, @lines) = $*IN.lines;
put @lines.head($count).map({ my ($a, $b) = .words; $a + $b }).join("\n");
