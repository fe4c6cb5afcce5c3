int main() {
    array(int) numbers = (array(int))(replace(Stdio.stdin.read(), "\n", " ") / " " - ({ "" }));
    write("%d %d\n", sizeof(numbers), `+(@numbers));
    return 0;
}
