(loop for number = (read *standard-input* nil)
      while number
      count t into count
      sum number into sum
      finally (format t "~d ~d~%" count sum))
