/* 256 MiB of standard error, then the right answer. Were stderr kept or counted, the worker's memory or the verdict would suffer. */
#include <string.h>
#include <unistd.h>

int main(void)
{
    static char block[1 << 16];
    memset(block, 'e', sizeof block);
    for (int i = 0; i < 4096; i++)
        if (write(2, block, sizeof block) != (ssize_t)sizeof block)
            return 1;
    return write(1, "held\n", 5) != 5;
}
