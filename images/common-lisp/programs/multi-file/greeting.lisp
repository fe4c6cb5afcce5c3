(defun greeting () "Hello from two files")
