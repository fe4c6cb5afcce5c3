#lang racket

(displayln undefined-name)
