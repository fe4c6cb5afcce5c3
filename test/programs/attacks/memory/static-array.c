/* Fills a static array of a gigabyte, which is there before main begins. */
#include <string.h>

static char large[1UL << 30];

int main(void)
{
    memset(large, 1, sizeof large);
    return large[4096] - 1;
}
