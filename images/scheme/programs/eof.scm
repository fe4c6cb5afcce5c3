(let loop ((count 0) (sum 0))
  (let ((number (read)))
    (if (eof-object? number)
        (begin
          (display count)
          (display " ")
          (display sum)
          (newline))
        (loop (+ count 1) (+ sum number)))))
