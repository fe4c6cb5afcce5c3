var n = 0
while n < 2 {
    n ^= 1
}
print(n)
