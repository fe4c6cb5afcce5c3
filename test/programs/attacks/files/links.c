/* Tries to bring files of others under names of its own, as artifacts or output: a judge with rights that writes or chowns them would serve the program. */
#define _GNU_SOURCE
#include "attempt.h"

#include <fcntl.h>
#include <unistd.h>

static void bring(const char *target, const char *to)
{
    char path[64];
    fails(target, link(target, to));
    fails(target, linkat(AT_FDCWD, target, AT_FDCWD, to, AT_SYMLINK_FOLLOW));
    fails(target, rename(target, to));
    fails(target, renameat2(AT_FDCWD, target, AT_FDCWD, "/box/own", RENAME_EXCHANGE));
    int fd = open(target, O_PATH);
    if (fd < 0)
        return;
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    fails(target, linkat(fd, "", AT_FDCWD, to, AT_EMPTY_PATH));
    fails(target, linkat(AT_FDCWD, path, AT_FDCWD, to, AT_SYMLINK_FOLLOW));
    close(fd);
}

int main(void)
{
    const char *targets[] = {"/app/program", "/etc/passwd", "/etc/shadow", "/usr/bin/su", "/usr/bin/passwd", "/.serin/runner", "/proc/self/exe",
                             "/proc/1/exe",  "/dev/null",   "/dev/stdin",  "/dev/stdout", "/etc/hosts",      "/proc/self/mem"};
    const char *places[] = {"/box/link", "/box/program", "/tmp/link", "/dev/shm/link"};
    holds("a file of one's own", close(open("/box/own", O_CREAT | O_WRONLY, 0600)) == 0);
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++)
        for (int j = 0; j < 4; j++)
            bring(targets[i], places[j]);
    holds("a link to one's own", link("/box/own", "/box/second") == 0);
    holds("nothing else is there", access("/box/link", F_OK) == -1 && access("/box/program", F_OK) == -1);
    return told(13 * 4 * 4 + 3);
}
