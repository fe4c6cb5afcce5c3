puts "Hello, Serin!"
