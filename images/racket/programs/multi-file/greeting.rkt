#lang racket

(provide greeting)

(define (greeting) "Hello from two files")
