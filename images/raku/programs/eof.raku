my @numbers = $*IN.words;
say @numbers.elems, ' ', @numbers.sum;
