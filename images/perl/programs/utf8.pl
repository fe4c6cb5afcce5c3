my $line = <STDIN>;
print "你好, $line";
