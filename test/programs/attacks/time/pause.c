/* Blocks every signal and waits for one. */
#include <signal.h>
#include <stddef.h>

int main(void)
{
    sigset_t all;
    int number;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL);
    for (;;)
        sigwait(&all, &number);
}
