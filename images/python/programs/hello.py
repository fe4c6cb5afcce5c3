print("Hello, Serin!")
