#lang racket

(displayln (string-append "你好, " (read-line)))
