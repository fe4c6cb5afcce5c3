class Greeting {
    static String text() {
        return "Hello from two files";
    }
}
