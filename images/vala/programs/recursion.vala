int64 sum_to(int64 n) {
    return n == 0 ? 0 : n + sum_to(n - 1);
}

void main() {
    print("%" + int64.FORMAT + "\n", sum_to(int64.parse(stdin.read_line())));
}
