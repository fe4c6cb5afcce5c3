(format t "你好, ~a~%" (read-line))
