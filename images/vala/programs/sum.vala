void main() {
    int n = int.parse(stdin.read_line());
    var output = new StringBuilder();
    for (int i = 0; i < n; i++) {
        string[] words = stdin.read_line().split(" ");
        output.append_printf("%" + int64.FORMAT + "\n", int64.parse(words[0]) + int64.parse(words[1]));
    }
    print("%s", output.str);
}
