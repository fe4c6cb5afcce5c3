proc greeting {} {
    return "Hello from two files"
}
