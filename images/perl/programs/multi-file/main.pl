use strict;
use warnings;
use Greeting;

print Greeting::text(), "\n";
