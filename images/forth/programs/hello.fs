.( Hello, Serin!) cr
