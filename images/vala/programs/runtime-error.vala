void main() {
    error("nobody goes on after this");
}
