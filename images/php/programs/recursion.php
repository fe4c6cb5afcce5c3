<?php
function sum(int $n): int
{
    return $n === 0 ? 0 : $n + sum($n - 1);
}

echo sum((int) fgets(STDIN)), "\n";
