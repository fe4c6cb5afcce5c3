puts 'Hello, Serin!'
