<?php
$n = (int) fgets(STDIN);
$sums = [];
for ($i = 0; $i < $n; $i++) {
    [$a, $b] = explode(' ', fgets(STDIN));
    $sums[] = (int) $a + (int) $b;
}
echo implode("\n", $sums), "\n";
