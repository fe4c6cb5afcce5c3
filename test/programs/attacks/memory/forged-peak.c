/* Uses 96 MiB under a limit of 64 MiB for a moment, gives them back and resets the kernel's memory of its peak. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

int main(void)
{
    const unsigned long size = 96 << 20;
    volatile char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (unsigned long at = 0; at < size; at += 4096)
        memory[at] = 1;
    madvise((void *)memory, size, MADV_DONTNEED);
    munmap((void *)memory, size);
    int fd = open("/proc/self/clear_refs", O_WRONLY);
    if (fd >= 0)
        (void)!write(fd, "5", 1);
    return 0;
}
