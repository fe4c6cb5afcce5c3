/* Opens pseudo-terminals until no more are given. kernel.pty.max counts them for the whole host: 3072 here would leave none to other containers. */
#define _GNU_SOURCE
#include "attempt.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

static int open_all(void)
{
    int opened = 0;
    while (opened < 250 && open("/dev/ptmx", O_RDWR | O_NOCTTY) >= 0)
        opened++;
    return opened;
}

int main(void)
{
    fails("/dev/ptmx", open("/dev/ptmx", O_RDWR | O_NOCTTY));
    fails("/dev/pts/ptmx", open("/dev/pts/ptmx", O_RDWR | O_NOCTTY));
    for (int i = 0; i < 4; i++) {
        int status;
        pid_t child = fork();
        if (child < 0)
            return 3;
        if (child == 0)
            _exit(open_all());
        waitpid(child, &status, 0);
        if (!holds("none in a child", WIFEXITED(status) && WEXITSTATUS(status) == 0))
            printf("%d pseudo-terminals\n", WEXITSTATUS(status));
    }
    return told(6);
}
