void main() {
    stdout.printf("你好, %s\n", stdin.read_line());
}
