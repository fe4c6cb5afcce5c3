/* Tries to stop and to kill the runner, its own parent, and everything. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

int main(void)
{
    printf("stop %d\n", kill(1, SIGSTOP) == 0 ? 0 : errno);
    printf("kill %d\n", kill(1, SIGKILL) == 0 ? 0 : errno);
    printf("parent %d\n", kill(getppid(), SIGTERM) == 0 ? 0 : errno);
    fflush(stdout);
    kill(-1, SIGSTOP);
    return 0;
}
