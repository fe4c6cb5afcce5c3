func sumTo(_ n: Int) -> Int {
    return n == 0 ? 0 : n + sumTo(n - 1)
}

print(sumTo(Int(readLine()!)!))
