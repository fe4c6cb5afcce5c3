(load (merge-pathnames "greeting" *load-truename*))

(write-line (greeting))
