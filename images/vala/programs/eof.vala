void main() {
    int count = 0;
    int64 total = 0;
    string? line;
    while ((line = stdin.read_line()) != null) {
        foreach (unowned string word in line.split_set(" \t")) {
            if (word != "") {
                count++;
                total += int64.parse(word);
            }
        }
    }
    print("%d %" + int64.FORMAT + "\n", count, total);
}
