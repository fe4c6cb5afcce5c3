(let [numbers (map parse-long (re-seq #"-?\d+" (slurp *in*)))]
  (println (count numbers) (reduce + numbers)))
