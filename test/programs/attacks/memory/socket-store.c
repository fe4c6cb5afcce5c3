/* Keeps 64 MiB in the buffers of socket pairs under a limit of 16 MiB: the kernel's memory, in no process. */
#define _GNU_SOURCE
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

static char block[1 << 15];

int main(void)
{
    long stored = 0;
    while (stored < 64 << 20) {
        int ends[2];
        int size = 1 << 20;
        if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends) != 0)
            break;
        setsockopt(ends[0], SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
        for (ssize_t put; (put = write(ends[0], block, sizeof block)) > 0;)
            stored += put;
    }
    fprintf(stderr, "%ld bytes stored\n", stored);
    usleep(20000);
    return stored >= 64 << 20 ? 0 : 3;
}
