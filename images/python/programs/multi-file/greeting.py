def greeting():
    return "Hello from two files"
