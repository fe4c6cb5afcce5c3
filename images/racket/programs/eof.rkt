#lang racket

(define numbers (for/list ([number (in-port read)]) number))

(printf "~a ~a\n" (length numbers) (apply + numbers))
