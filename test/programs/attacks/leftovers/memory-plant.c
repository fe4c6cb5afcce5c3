/* Fills everything that can hold bytes with a pattern: memory, stack, files in memory, pipes; and leaves. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static char block[1 << 20];

static void fill(int fd, int mebibytes)
{
    for (int i = 0; i < mebibytes; i++)
        if (write(fd, block, sizeof block) <= 0)
            break;
}

int main(void)
{
    char name[32];
    int ends[2];
    memset(block, 0xa5, sizeof block);
    for (int i = 0; i < 4; i++) {
        snprintf(name, sizeof name, "%s/%d", i % 2 == 0 ? "/box" : "/tmp", i);
        fill(open(name, O_CREAT | O_WRONLY, 0600), 20);
    }
    fill(open("/dev/shm/secret", O_CREAT | O_WRONLY, 0600), 1);
    fill(memfd_create("secret", 0), 20);
    if (pipe2(ends, O_NONBLOCK) == 0)
        fill(ends[1], 1);
    memset(malloc(60 << 20), 0xa5, 60 << 20);
    return 0;
}
