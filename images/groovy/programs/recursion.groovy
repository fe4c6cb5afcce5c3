long sumTo(long n) {
    n == 0 ? 0 : n + sumTo(n - 1)
}

println sumTo(System.in.newReader().readLine().trim() as long)
