return "Hello from two files"
