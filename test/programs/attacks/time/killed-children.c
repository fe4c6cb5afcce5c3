/* Computes in children that are killed after some milliseconds and waited for by nobody: their time is in no rusage. */
#include <signal.h>
#include <unistd.h>

int main(void)
{
    signal(SIGCHLD, SIG_IGN);
    for (;;) {
        pid_t child = fork();
        if (child == 0)
            for (volatile unsigned long i = 0;; i++) {
            }
        usleep(20000);
        kill(child, SIGKILL);
    }
}
