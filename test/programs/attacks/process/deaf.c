/* Children that block and ignore every signal and compute; the leader leaves them behind. Only SIGKILL ends them. */
#include <signal.h>
#include <unistd.h>

int main(void)
{
    for (int i = 0; i < 20; i++) {
        if (fork() != 0)
            continue;
        sigset_t all;
        sigfillset(&all);
        sigprocmask(SIG_BLOCK, &all, NULL);
        for (int number = 1; number <= 64; number++)
            signal(number, SIG_IGN);
        for (volatile unsigned long count = 0;; count++) {
        }
    }
    usleep(10000);
    return 0;
}
