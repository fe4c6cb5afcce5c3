(defn sum-to [n]
  (if (zero? n)
    0
    (+ n (sum-to (dec n)))))

(println (sum-to (Long/parseLong (.trim (read-line)))))
