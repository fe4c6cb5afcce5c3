string text() { return "Hello from two files"; }
