greeting() {
    echo 'Hello from two files'
}
