(println "Hello, Serin!")
