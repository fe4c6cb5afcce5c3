/* A web of processes that revive each other: each is told of its parent's death and starts another family in answer. */
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

static void revive(int number)
{
    (void)number;
    for (int i = 0; i < 2; i++)
        if (fork() == 0) {
            prctl(PR_SET_PDEATHSIG, SIGUSR1);
            for (;;)
                pause();
        }
}

int main(void)
{
    signal(SIGUSR1, revive);
    signal(SIGCHLD, revive);
    revive(0);
    usleep(30000);
    return 0;
}
