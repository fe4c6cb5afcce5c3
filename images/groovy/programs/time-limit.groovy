int n = 0
while (true) {
    n ^= 1
}
