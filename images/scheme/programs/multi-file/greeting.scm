(define (greeting) "Hello from two files")
