/* A child stops the leader whenever it runs and computes in its place; the time is the program's all the same. */
#include <signal.h>
#include <unistd.h>

int main(void)
{
    pid_t leader = getpid();
    if (fork() == 0)
        for (;;)
            kill(leader, SIGSTOP);
    for (;;)
        pause();
}
