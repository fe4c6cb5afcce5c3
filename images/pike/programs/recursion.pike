int sum(int n) {
    return n == 0 ? 0 : n + sum(n - 1);
}

int main() {
    write("%d\n", sum((int)Stdio.stdin.gets()));
    return 0;
}
