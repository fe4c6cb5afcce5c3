#lang racket

(for ([_ (in-range (read))])
  (displayln (+ (read) (read))))
