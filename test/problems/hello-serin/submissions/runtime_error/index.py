print("Hello, " + input()[100] + "!")
