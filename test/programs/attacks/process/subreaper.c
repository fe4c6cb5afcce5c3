/* A subreaper adopts the orphans in PID 1's place and never waits for them; then the leader leaves. */
#include <sys/prctl.h>
#include <unistd.h>

int main(void)
{
    if (fork() == 0) {
        prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
        for (int i = 0; i < 20; i++)
            if (fork() == 0) {
                if (fork() == 0)
                    for (;;)
                        pause();
                _exit(0);
            }
        for (;;)
            pause();
    }
    usleep(20000);
    return 0;
}
