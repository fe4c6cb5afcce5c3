/* As many bytes as standard input says, in large writes. One byte lost or counted twice would move the limit. */
#include <stdio.h>
#include <unistd.h>

int main(void)
{
    static char block[100003];
    long left;
    if (scanf("%ld", &left) != 1)
        return 3;
    while (left > 0) {
        ssize_t written = write(1, block, left < (long)sizeof block ? (size_t)left : sizeof block);
        if (written < 0)
            return 4;
        left -= written;
    }
    return 0;
}
