/* Leaves files and directories that resist being removed: no permissions, deep, many, oddly named, held open, worked in. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static void litter(const char *directory)
{
    char name[64];
    if (chdir(directory) != 0)
        return;
    mkdir("locked", 0700);
    close(open("locked/file", O_CREAT | O_WRONLY, 0));
    mkdir("locked/inside", 0);
    chmod("locked", 0);
    mkdir("sticky", 01777);
    close(open("sticky/\xff\n\x1b[2J", O_CREAT | O_WRONLY, 0));
    close(open("-rf", O_CREAT | O_WRONLY, 0));
    close(open("... ", O_CREAT | O_WRONLY, 0444));
    for (int i = 0; i < 500; i++) {
        snprintf(name, sizeof name, "many-%d", i);
        close(open(name, O_CREAT | O_WRONLY, 0400));
        (void)!link(name, "-another-name");
    }
    for (int i = 0; i < 300; i++)
        if (mkdir("deep", 0700) != 0 || chdir("deep") != 0)
            break;
    for (int i = 0; i < 300; i++)
        if (chdir("..") != 0 || chmod("deep", 0) != 0)
            break;
}

int main(void)
{
    litter("/box");
    litter("/tmp");
    litter("/dev/shm");
    if (fork() == 0) {
        mkdir("/box/mine", 0700);
        (void)!chdir("/box/mine");
        rmdir("/box/mine");
        for (;;)
            pause();
    }
    usleep(10000);
    chmod("/box", 0);
    return 0;
}
