/* Leaves directories and files that nobody may read, write or search, its own working directory among them. A wipe that trusts modes leaves them. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static int litter(const char *directory)
{
    const mode_t modes[] = {0, 0100, 0200, 0400, 0500, 01000, 02000, 04000, 07000};
    if (chdir(directory) != 0)
        return -1;
    for (int i = 0; i < 9; i++) {
        char name[32];
        snprintf(name, sizeof name, "d%d", i);
        if (mkdir(name, 0700) != 0)
            return -1;
        for (int j = 0; j < 9; j++) {
            char inner[64];
            snprintf(inner, sizeof inner, "%s/f%d", name, j);
            int fd = open(inner, O_CREAT | O_WRONLY, 0600);
            if (fd < 0 || fchmod(fd, modes[j]) != 0 || close(fd) != 0)
                return -1;
            snprintf(inner, sizeof inner, "%s/d%d", name, j);
            if (mkdir(inner, 0700) != 0 || chmod(inner, modes[j]) != 0)
                return -1;
        }
        if (chmod(name, modes[i]) != 0)
            return -1;
    }
    return 0;
}

int main(void)
{
    if (litter("/tmp") != 0 || litter("/dev/shm") != 0 || litter("/box") != 0 || chmod("/box", 0) != 0)
        return 3;
    puts("held");
    return 0;
}
