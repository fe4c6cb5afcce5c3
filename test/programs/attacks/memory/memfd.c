/* Writes into files that have no name and no directory. They are shared memory and count. */
#define _GNU_SOURCE
#include <sys/mman.h>
#include <unistd.h>

static char block[1 << 20];

int main(void)
{
    for (;;) {
        int fd = memfd_create("hidden", 0);
        for (int i = 0; i < 16; i++)
            if (write(fd, block, sizeof block) < 0)
                return 3;
    }
}
