;; Reads every form of the files that it is given and evaluates none: clojure.main check.clj FILE…
;; What only evaluating could know (an alias, a tag) is taken as it stands.
(def resolver
  (reify clojure.lang.LispReader$Resolver
    (currentNS [_] 'user)
    (resolveClass [_ sym] sym)
    (resolveAlias [_ sym] sym)
    (resolveVar [_ sym] sym)))

(defn check [path]
  (with-open [source (clojure.lang.LineNumberingPushbackReader. (clojure.java.io/reader path))]
    (binding [*reader-resolver* resolver
              *default-data-reader-fn* (fn [_ form] form)
              *read-eval* false]
      (try
        (while (not= ::end (read {:eof ::end :read-cond :allow :features #{:clj}} source)))
        true
        (catch Exception fault
          (binding [*out* *err*]
            (println (str path ":" (.getLineNumber source) ": " (or (ex-message (ex-cause fault)) (ex-message fault)))))
          false)))))

(System/exit (if (every? true? (mapv check *command-line-args*)) 0 1))
