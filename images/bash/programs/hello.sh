echo 'Hello, Serin!'
