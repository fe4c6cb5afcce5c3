/* 48 processes write at once, together as many bytes as standard input says. Each is counted, whoever wrote it. */
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PROCESSES = 48 };

static int write_share(long left)
{
    static char block[777];
    while (left > 0) {
        ssize_t written = write(1, block, left < (long)sizeof block ? (size_t)left : sizeof block);
        if (written < 0)
            return 1;
        left -= written;
    }
    return 0;
}

int main(void)
{
    long count;
    int status, failed = 0;
    if (scanf("%ld", &count) != 1)
        return 3;
    for (int i = 0; i < PROCESSES; i++) {
        pid_t child = fork();
        if (child < 0)
            return 4;
        if (child == 0)
            _exit(write_share(count / PROCESSES));
    }
    while (wait(&status) > 0)
        failed |= status;
    return failed != 0 || write_share(count % PROCESSES) != 0;
}
