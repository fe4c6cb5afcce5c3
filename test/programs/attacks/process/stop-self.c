/* Stops itself for good. Nobody sends SIGCONT; the wall clock goes on. */
#include <signal.h>

int main(void)
{
    raise(SIGSTOP);
    return 0;
}
