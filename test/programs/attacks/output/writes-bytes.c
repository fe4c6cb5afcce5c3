/* As many bytes as standard input says, each in a write of its own, the last 50000 in packet mode. A frame for each would flood the worker. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(void)
{
    long count;
    if (scanf("%ld", &count) != 1)
        return 3;
    for (long i = 0; i < count; i++) {
        if (i == count - 50000 && fcntl(1, F_SETFL, O_DIRECT) != 0)
            return 5;
        if (write(1, "x", 1) != 1)
            return 4;
    }
    return 0;
}
