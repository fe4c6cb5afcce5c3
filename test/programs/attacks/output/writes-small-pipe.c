/* Shrinks the pipe of its output to one page, grows it to the most, and writes as much as standard input says through it without blocking. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <unistd.h>

static int resize(long at)
{
    int size = at % 2 == 0 ? 4096 : 1 << 20;
    return fcntl(1, F_SETPIPE_SZ, size) < 0 && errno != EBUSY ? -1 : 0;
}

int main(void)
{
    static char block[5000];
    long left;
    if (scanf("%ld", &left) != 1)
        return 3;
    if (fcntl(1, F_SETFL, O_NONBLOCK) != 0 || fcntl(0, F_SETFL, O_NONBLOCK) != 0)
        return 4;
    for (long turn = 0; left > 0; turn++) {
        struct pollfd out = {.fd = 1, .events = POLLOUT};
        if (resize(turn / 64) != 0)
            return 5;
        ssize_t written = write(1, block, left < (long)sizeof block ? (size_t)left : sizeof block);
        if (written > 0)
            left -= written;
        else if (errno != EAGAIN || poll(&out, 1, 1000) < 0)
            return 6;
    }
    return 0;
}
