/* Looks for a byte of somebody else in fresh memory, fresh files, holes of files and the stack below its own. */
#define _GNU_SOURCE
#include "probe.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static int is_zero(const volatile unsigned char *memory, size_t size)
{
    for (size_t at = 0; at < size; at++)
        if (memory[at] != 0)
            return 0;
    return 1;
}

static void look_into_file(int fd, size_t size)
{
    must("a fresh file can be made", fd >= 0 && ftruncate(fd, (off_t)size) == 0);
    must("a fresh file is zero", is_zero(mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0), size));
    must("room for a file is zero", fallocate(fd, 0, (off_t)size, 1 << 20) == 0 &&
                                        is_zero(mmap(NULL, size + (1 << 20), PROT_READ, MAP_SHARED, fd, 0), size + (1 << 20)));
}

int main(void)
{
    volatile unsigned char stack[1 << 20];
    volatile unsigned char *below = stack;
    must("the stack is zero", is_zero(below, sizeof stack - 65536));
    must("malloc gives zero", is_zero(malloc(60 << 20), 60 << 20));
    must("mmap gives zero", is_zero(mmap(NULL, 40 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), 40 << 20));
    must("brk gives zero", is_zero(sbrk(4 << 20), 4 << 20));
    look_into_file(open("/box/0", O_CREAT | O_EXCL | O_RDWR, 0600), 10 << 20);
    look_into_file(open("/tmp/1", O_CREAT | O_EXCL | O_RDWR, 0600), 10 << 20);
    look_into_file(memfd_create("secret", 0), 10 << 20);
    return verdict(13);
}
