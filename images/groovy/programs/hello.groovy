println "Hello, Serin!"
