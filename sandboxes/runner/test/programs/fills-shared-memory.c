/* Fills a memory file, mapped nowhere, with as many MiB as it is told. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    static char piece[1 << 20];
    int fd = memfd_create("hoard", 0);
    for (int i = argc > 1 ? atoi(argv[1]) : 0; i > 0; i--)
        if (write(fd, piece, sizeof piece) != (ssize_t)sizeof piece)
            return 9;
    usleep(20000);
    return 0;
}
