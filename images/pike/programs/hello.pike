int main() {
    write("Hello, Serin!\n");
    return 0;
}
