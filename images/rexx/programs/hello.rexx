say "Hello, Serin!"
