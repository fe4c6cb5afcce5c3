/* Takes memory that is shared with nobody yet; it is no process's anonymous memory, but counts. */
#define _GNU_SOURCE
#include <stddef.h>
#include <sys/mman.h>

int main(void)
{
    volatile char *all = mmap(NULL, 1UL << 33, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    for (unsigned long at = 0; at < 1UL << 33; at += 4096)
        all[at] = 1;
    return 0;
}
