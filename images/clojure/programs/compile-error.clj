(defn greet []
  (println (not-declared-anywhere))
