/* Tries to change its own input, under any name and by any call. The judge's copy must stay what it was. */
#define _GNU_SOURCE
#include "attempt.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

static void change(const char *name, int fd)
{
    fails(name, write(fd, "y", 1));
    fails(name, pwrite(fd, "y", 1, 0));
    fails(name, ftruncate(fd, 0));
    fails(name, ftruncate(fd, 1 << 20));
    fails(name, fallocate(fd, 0, 0, 1 << 20));
    fails(name, fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 4096));
    fails(name, fcntl(fd, F_ADD_SEALS, 0x10));
    fails(name, (long)mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) == -1 ? -1 : 0);
}

int main(void)
{
    const char *names[] = {"/dev/stdin", "/proc/self/fd/0", "/dev/fd/0", "/proc/thread-self/fd/0"};
    char first;
    change("fd 0", 0);
    for (int i = 0; i < 4; i++) {
        int fd = open(names[i], O_RDWR);
        if (fd < 0)
            fails(names[i], fd);
        else
            change(names[i], fd);
        fails(names[i], truncate(names[i], 0));
    }
    holds("the first byte is still there", pread(0, &first, 1, 0) == 1 && first == 'x');
    return told(15);
}
