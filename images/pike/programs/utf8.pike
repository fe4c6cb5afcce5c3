int main() {
    write("你好, " + Stdio.stdin.gets() + "\n");
    return 0;
}
