/* Reserves a terabyte and touches nothing of it, as many runtimes do: address space is not memory and costs nothing. */
#define _GNU_SOURCE
#include "probe.h"

#include <sys/mman.h>

static char large[1UL << 30];

int main(void)
{
    void *all = mmap(NULL, 1UL << 40, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    must("a terabyte can be reserved", all != MAP_FAILED);
    large[1 << 20] = 1;
    must("a large static array can be used in part", large[1 << 20] == 1 && large[1 << 29] == 0);
    return verdict(2);
}
