int main() {
    write(.Greeting.text() + "\n");
    return 0;
}
