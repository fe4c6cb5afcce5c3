/* Maps 16 GiB at once and touches one page after the other. */
#define _GNU_SOURCE
#include <stddef.h>
#include <sys/mman.h>

int main(void)
{
    volatile char *all = mmap(NULL, 1UL << 34, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    for (unsigned long at = 0; at < 1UL << 34; at += 4096)
        all[at] = 1;
    return 0;
}
