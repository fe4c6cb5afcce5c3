(defun main ()
  (write-line "this parenthesis is never closed")

(main)
