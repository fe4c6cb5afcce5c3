function greeting() {
    return "Hello from two files"
}
