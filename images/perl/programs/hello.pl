print "Hello, Serin!\n";
