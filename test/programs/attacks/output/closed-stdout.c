/* Answers, closes all three streams and works on. A judge that took the end of the streams for the end of the program would stop here. */
#include <errno.h>
#include <signal.h>
#include <unistd.h>

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
    if (write(1, "held\n", 5) != 5)
        return 3;
    close(0);
    close(1);
    close(2);
    for (volatile long i = 0; i < 100000000; i++)
        ;
    return write(1, "more\n", 5) == -1 && errno == EBADF ? 0 : 4;
}
