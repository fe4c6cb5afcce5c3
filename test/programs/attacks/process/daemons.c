/* Daemons after the book (fork, setsid, fork), which write a file every millisecond. Without the kill of all they write into the next run. */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

static void haunt(int number)
{
    char name[64];
    snprintf(name, sizeof name, "/box/daemon-%d", number);
    for (int i = 0; i < 100000; i++) {
        close(open(name, O_CREAT | O_WRONLY, 0600));
        usleep(1000);
    }
}

int main(void)
{
    for (int i = 0; i < 20; i++) {
        if (fork() != 0)
            continue;
        setsid();
        if (fork() == 0)
            haunt(i);
        _exit(0);
    }
    usleep(20000);
    return 0;
}
