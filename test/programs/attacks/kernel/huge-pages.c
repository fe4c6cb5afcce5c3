/* Asks for huge pages of every size. They come out of the host's reserve, which no memory limit counts. */
#define _GNU_SOURCE
#include "attempt.h"

#include <sys/mman.h>
#include <unistd.h>

int main(void)
{
    for (unsigned shift = 12; shift < 36; shift++) {
        size_t size = (size_t)1 << (shift < 21 ? 21 : shift);
        void *pages = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB | (int)(shift << 26), -1, 0);
        holds("huge pages", pages == MAP_FAILED);
        int file = memfd_create("huge", MFD_HUGETLB | shift << 26);
        pages = file < 0 ? MAP_FAILED : mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        holds("a file of huge pages", pages == MAP_FAILED);
        if (file >= 0)
            close(file);
    }
    return told(48);
}
