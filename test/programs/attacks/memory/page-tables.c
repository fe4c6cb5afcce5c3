/* Reads one zero page for every 2 MiB of a huge mapping under a limit of 16 MiB: no page is its own, but all the tables are. */
#define _GNU_SOURCE
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

int main(void)
{
    const unsigned long span = 1UL << 36;
    prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
    volatile char *all = mmap(NULL, span, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    unsigned long sum = 0;
    for (unsigned long at = 0; at < span; at += 1UL << 21)
        sum += (unsigned long)all[at];
    usleep(20000);
    return (int)sum;
}
