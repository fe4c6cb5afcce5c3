println "你好, " + System.in.newReader().readLine()
