/* Dies with files open that have no name any more, in processes that outlive their leader. Their pages must be back before the wipe is believed. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(void)
{
    static char block[1 << 20];
    const char *places[] = {"/box", "/tmp"};
    for (int i = 0; i < 8; i++) {
        int fd = open(places[i % 2], O_TMPFILE | O_RDWR, 0600);
        for (int j = 0; j < 4; j++)
            if (fd < 0 || write(fd, block, sizeof block) != (ssize_t)sizeof block)
                return 3;
    }
    for (int i = 0; i < 8; i++) {
        pid_t child = fork();
        if (child < 0)
            return 4;
        while (child == 0)
            pause();
    }
    return write(1, "held\n", 5) != 5;
}
