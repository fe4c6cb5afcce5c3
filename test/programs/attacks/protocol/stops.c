/* Reads nothing of a large input, stops itself with SIGSTOP and so does its child. A judge that waits for an exit alone would wait for ever. */
#include <signal.h>
#include <unistd.h>

int main(void)
{
    if (fork() < 0)
        return 3;
    for (;;)
        raise(SIGSTOP);
}
