/* Children in sessions and process groups of their own, some stopped, deaf to a hang-up. A kill of one group would miss them. */
#include <signal.h>
#include <unistd.h>

int main(void)
{
    signal(SIGHUP, SIG_IGN);
    for (int i = 0; i < 30; i++) {
        if (fork() != 0)
            continue;
        if (i % 3 == 0)
            setsid();
        else
            setpgid(0, 0);
        if (i % 5 == 0)
            raise(SIGSTOP);
        for (;;)
            pause();
    }
    usleep(20000);
    return 0;
}
