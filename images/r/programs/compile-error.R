cat("this parenthesis is never closed"
