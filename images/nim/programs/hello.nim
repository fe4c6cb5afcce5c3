echo "Hello, Serin!"
