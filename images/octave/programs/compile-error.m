printf("this parenthesis is never closed"
