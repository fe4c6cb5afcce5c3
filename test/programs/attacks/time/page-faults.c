/* Maps, touches and unmaps without end: the work is all in the kernel, and no memory is ever kept. */
#define _GNU_SOURCE
#include <stddef.h>
#include <sys/mman.h>

int main(void)
{
    for (;;) {
        volatile char *memory = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        for (int at = 0; at < 1 << 20; at += 4096)
            memory[at] = 1;
        munmap((void *)memory, 1 << 20);
    }
}
