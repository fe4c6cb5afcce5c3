/* Sleeps, by default for ever, and ignores every signal that can be ignored. */
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    for (int number = 1; number < NSIG; number++)
        signal(number, SIG_IGN);
    if (argc > 1) {
        usleep((useconds_t)atoi(argv[1]) * 1000);
        return 0;
    }
    for (;;)
        pause();
}
