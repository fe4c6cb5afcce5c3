(require '[greeting :refer [files]])

(println "Hello from" files)
