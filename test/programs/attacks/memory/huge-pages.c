/* Asks for the host's reserved huge pages, which no control group of memory counts. */
#define _GNU_SOURCE
#include "probe.h"

#include <sys/mman.h>

int main(void)
{
    const int sizes[] = {0, 21 << 26, 30 << 26};
    for (int i = 0; i < 3; i++) {
        char *memory = mmap(NULL, 1UL << 30, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB | sizes[i], -1, 0);
        must("no huge page can be had", memory == MAP_FAILED);
        int fd = memfd_create("huge", MFD_HUGETLB | (unsigned)sizes[i]);
        must("no file of huge pages can be had",
             fd < 0 || mmap(NULL, 1UL << 30, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) == MAP_FAILED);
    }
    return verdict(6);
}
