(println (str "你好, " (read-line)))
