/* Locks memory, which the kernel could then never take back; RLIMIT_MEMLOCK allows 64 KiB. */
#define _GNU_SOURCE
#include "probe.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>

int main(void)
{
    struct rlimit more = {RLIM_INFINITY, RLIM_INFINITY};
    char *memory = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    refused("mlock of 1 MiB", mlock(memory, 1 << 20));
    refused("mlock2 of 1 MiB", mlock2(memory, 1 << 20, MLOCK_ONFAULT));
    refused("a higher limit", setrlimit(RLIMIT_MEMLOCK, &more));
    refused("mlockall", mlockall(MCL_CURRENT | MCL_FUTURE));
    must("a locked mapping of 1 MiB is refused",
         mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_LOCKED, -1, 0) == MAP_FAILED);
    return verdict(5);
}
