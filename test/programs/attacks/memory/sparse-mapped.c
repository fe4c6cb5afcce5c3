/* Maps a sparse file and reads it: each hole that is read becomes a page of shared memory. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

int main(void)
{
    int fd = open("/box/sparse", O_CREAT | O_RDWR, 0600);
    long size = 60 << 20;
    int sum = 0;
    if (ftruncate(fd, size) != 0)
        return 3;
    volatile char *memory = mmap(NULL, (size_t)size, PROT_READ, MAP_SHARED, fd, 0);
    for (long at = 0; at < size; at += 4096)
        sum += memory[at];
    for (volatile int i = 0; i < 30000000; i++) {
    }
    return sum;
}
