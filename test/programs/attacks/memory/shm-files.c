/* Fills /dev/shm, which is outlived by what lies in it, and asks for more than the one MiB that it has. */
#include "probe.h"

#include <fcntl.h>
#include <unistd.h>

static char block[1 << 16];

int main(void)
{
    long total = 0;
    char name[32];
    for (int number = 0; number < 64; number++) {
        snprintf(name, sizeof name, "/dev/shm/%d", number);
        int fd = open(name, O_CREAT | O_WRONLY, 0600);
        for (ssize_t put; fd >= 0 && total < 64 << 20 && (put = write(fd, block, sizeof block)) > 0;)
            total += put;
        close(fd);
    }
    must("something fits into /dev/shm", total > 0);
    must("no more than a MiB fits into /dev/shm", total <= 1 << 20);
    return verdict(2);
}
