{ print "你好, " $0 }
