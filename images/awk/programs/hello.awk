BEGIN { print "Hello, Serin!" }
