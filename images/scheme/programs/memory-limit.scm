; A variable of the module: a compiler may not take it for dead.
(define kept '())
(let loop ()
  (set! kept (cons (make-vector 100000 1) kept))
  (loop))
