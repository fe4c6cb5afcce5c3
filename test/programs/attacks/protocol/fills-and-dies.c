/* Fills both pipes to the brim without a reader's help and kills itself. What was in them is read after its death, and nobody waits for more. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

int main(void)
{
    static char block[4096];
    for (int turn = 0; turn < 20; turn++)
        for (int fd = 1; fd <= 2; fd++) {
            fcntl(fd, F_SETFL, O_NONBLOCK);
            while (write(fd, block, sizeof block) > 0)
                ;
        }
    return kill(getpid(), SIGKILL);
}
