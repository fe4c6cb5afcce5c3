/* Each process makes the next and dies, so that no list of processes is ever right; the leader leaves them hopping. */
#include <signal.h>
#include <unistd.h>

int main(void)
{
    signal(SIGCHLD, SIG_IGN);
    for (int i = 0; i < 10; i++)
        if (fork() == 0)
            for (;;)
                if (fork() > 0)
                    _exit(0);
    usleep(30000);
    return 0;
}
