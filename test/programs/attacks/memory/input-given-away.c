/* Reads and closes its input of 15 MiB, and takes as much in return: the memory of the input is not the program's to give. */
#include <stdlib.h>
#include <unistd.h>

int main(void)
{
    static char buffer[1 << 16];
    while (read(0, buffer, sizeof buffer) > 0) {
    }
    close(0);
    volatile char *memory = malloc(40 << 20);
    for (long at = 0; at < 40 << 20; at += 4096)
        memory[at] = 1;
    for (volatile int i = 0; i < 100000000; i++) {
    }
    return memory[4096] - 1;
}
