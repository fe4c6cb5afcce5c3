/* One write of almost 2 GiB out of untouched memory. A reader that believed the length would be asked for as much. */
#include <stddef.h>
#include <sys/mman.h>
#include <unistd.h>

int main(void)
{
    size_t size = 0x7ffff000;
    char *zeros = mmap(NULL, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (zeros == MAP_FAILED)
        return 3;
    return write(1, zeros, size) < 0;
}
