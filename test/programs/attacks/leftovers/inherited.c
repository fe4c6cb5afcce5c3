/* Becomes itself with every descriptor open, into files of the work directories: the next program must inherit none of it. */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(int count, char **arguments)
{
    char name[32];
    if (count > 1)
        return 0;
    for (int i = 0; i < 1000; i++) {
        snprintf(name, sizeof name, "/box/%d", i);
        if (open(name, O_CREAT | O_RDWR, 0600) < 0)
            break;
    }
    if (fork() == 0)
        for (;;)
            pause();
    execl("/proc/self/exe", arguments[0], "again", (char *)NULL);
    return 3;
}
