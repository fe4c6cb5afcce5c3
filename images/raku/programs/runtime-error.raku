die 'this program always fails';
