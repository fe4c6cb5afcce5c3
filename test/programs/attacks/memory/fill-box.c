/* Writes file after file into the directory that the compiler names. Files in memory are memory. */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "where.h"

static char block[1 << 20];

int main(void)
{
    char name[64];
    for (int number = 0; number < 100; number++) {
        snprintf(name, sizeof name, "%s/%d", WHERE, number);
        int fd = open(name, O_CREAT | O_WRONLY, 0600);
        for (int i = 0; i < 8; i++)
            if (write(fd, block, sizeof block) != (ssize_t)sizeof block)
                return 3;
        close(fd);
    }
    return 0;
}
