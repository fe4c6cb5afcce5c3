(let ((n 0))
  (declare (type fixnum n))
  (loop (setf n (mod (1+ n) 1000003))))
