/* Directories 10 000 levels deep, with files that nobody may read, in every place. A wipe that recurses or builds paths fails on them. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int descend(const char *from, int levels)
{
    char name[101];
    memset(name, 'd', sizeof name - 1);
    name[100] = '\0';
    if (chdir(from) != 0)
        return -1;
    for (int i = 0; i < levels; i++)
        if (mkdir(name, 0700) != 0 || chdir(name) != 0)
            return -1;
    int fd = open("bottom", O_CREAT | O_WRONLY, 0);
    return fd < 0 ? -1 : fchmod(fd, 0);
}

int main(void)
{
    if (descend("/box", 10000) != 0 || descend("/tmp", 5000) != 0 || descend("/dev/shm", 500) != 0)
        return 3;
    puts("held");
    return 0;
}
