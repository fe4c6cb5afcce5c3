(display "Hello, Serin!")
(newline)
