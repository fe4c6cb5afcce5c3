BEGIN { print "never closed }
