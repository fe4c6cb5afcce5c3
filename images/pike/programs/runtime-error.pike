int main() {
    error("This program always fails.\n");
}
