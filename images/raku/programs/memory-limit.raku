my @kept;
loop { @kept.push: (1 xx 10000).Array }
