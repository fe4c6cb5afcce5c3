use strict;
use warnings;

my $n = <STDIN>;
my @sums;
for (1 .. $n) {
    my ($a, $b) = split ' ', <STDIN>;
    push @sums, $a + $b;
}
print join("\n", @sums), "\n";
