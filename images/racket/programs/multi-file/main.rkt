#lang racket

(require "greeting.rkt")

(displayln (greeting))
