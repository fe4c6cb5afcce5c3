int main() {
    array(string) lines = Stdio.stdin.read() / "\n";
    int count = (int)lines[0];
    String.Buffer out = String.Buffer();
    foreach (lines[1..count], string line) {
        [string a, string b] = line / " ";
        out->add((string)((int)a + (int)b), "\n");
    }
    write(out->get());
    return 0;
}
