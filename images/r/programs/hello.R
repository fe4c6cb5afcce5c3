cat("Hello, Serin!\n")
