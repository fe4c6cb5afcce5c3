/*
 * Leaves what is hard to remove in every place where it may write: files, a directory far deeper than any path, a
 * directory of mode 000 with a file in it, links, a FIFO, a socket; and takes all rights from /box.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static void litter(const char *directory)
{
    if (chdir(directory) != 0)
        return;
    char name[32];
    for (int i = 0; i < 200; i++) {
        snprintf(name, sizeof name, "file\n%d", i);
        close(open(name, O_CREAT | O_WRONLY, 0000));
    }
    (void)!symlink("/app", "link");
    (void)!link("file\n1", "hard");
    mkfifo("fifo", 0600);
    mkdir("forbidden", 0700);
    close(open("forbidden/file", O_CREAT | O_WRONLY, 0000));
    chmod("forbidden", 0000);
    mkdir(".wipe-0", 0700);
    for (int i = 0; i < 1500; i++) {
        if (mkdir("deep", 0700) != 0 || chdir("deep") != 0)
            break;
        close(open("file", O_CREAT | O_WRONLY, 0600));
    }
    (void)!chmod(".", 0000);
}

int main(void)
{
    litter("/dev/shm");
    litter("/tmp");
    litter("/box");
    return chmod("/box", 0000) == 0 ? 0 : 9;
}
