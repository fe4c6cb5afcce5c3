package Greeting;

sub text {
    return 'Hello from two files';
}

1;
