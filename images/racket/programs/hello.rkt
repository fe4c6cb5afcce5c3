#lang racket

(displayln "Hello, Serin!")
