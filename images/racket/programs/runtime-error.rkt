#lang racket

(error "this program always fails")
