println "Hello from " + Greeting.FILES
