function sum(n) {
    return n == 0 ? 0 : n + sum(n - 1)
}

{ print sum($1) }
