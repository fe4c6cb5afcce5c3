pub fn greeting() -> &'static str {
    "Hello from two files"
}
