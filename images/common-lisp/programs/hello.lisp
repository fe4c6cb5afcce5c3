(write-line "Hello, Serin!")
