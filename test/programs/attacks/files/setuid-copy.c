/* Executes a copy of itself in /box with the setuid and setgid bits. It has the same user, filter and limits, which it proves. */
#define _GNU_SOURCE
#include "confined.h"

#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>

int main(int argc, char **argv)
{
    if (argc > 1 && argv[1] != NULL)
        return prove_confined();
    int from = open("/proc/self/exe", O_RDONLY), to = open("/box/copy", O_CREAT | O_WRONLY, 0700);
    if (from < 0 || to < 0 || sendfile(to, from, NULL, 1 << 24) <= 0 || fchmod(to, 06777) != 0 || close(to) != 0)
        return 3;
    execl("/box/copy", "copy", "child", (char *)NULL);
    return 4;
}
