(import '(java.io BufferedReader InputStreamReader StreamTokenizer))

(let [input (StreamTokenizer. (BufferedReader. (InputStreamReader. System/in)))
      number (fn [] (.nextToken input) (long (.nval input)))
      output (StringBuilder.)]
  (dotimes [_ (number)]
    (.append output (long (+ (number) (number))))
    (.append output \newline))
  (print (str output))
  (flush))
