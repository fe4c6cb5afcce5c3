void main() {
    print("Hello from %s\n", Greeting.FILES);
}
