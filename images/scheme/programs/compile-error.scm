(define (main)
  (display "this parenthesis is never closed")

(main)
