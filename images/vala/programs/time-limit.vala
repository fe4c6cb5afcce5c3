void main() {
    uint n = 0;
    while (n < 2) {
        n ^= 1;
    }
}
