void main() {
    print("Hello, Serin!\n");
}
