use strict;
use warnings;
use List::Util 'sum';

my @numbers = map { split } <STDIN>;
print scalar(@numbers), ' ', sum(@numbers), "\n";
