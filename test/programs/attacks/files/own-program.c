/* Tries to change, replace or remove its own executable and what lies beside it: the next test of the submission would run something else. */
#define _GNU_SOURCE
#include "attempt.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static void change(const char *name)
{
    const struct timespec times[2] = {{1, 0}, {1, 0}};
    fails(name, open(name, O_WRONLY));
    fails(name, open(name, O_RDWR | O_TRUNC));
    fails(name, truncate(name, 0));
    fails(name, chmod(name, 0777));
    fails(name, utimensat(AT_FDCWD, name, times, 0));
    fails(name, unlink(name));
    fails(name, rename(name, "/app/other"));
    fails(name, rename("/box/mine", name));
    fails(name, renameat2(AT_FDCWD, "/box/mine", AT_FDCWD, name, RENAME_EXCHANGE));
    fails(name, link("/box/mine", name));
    int fd = open(name, O_RDONLY);
    if (!holds(name, fd >= 0))
        return;
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    fails(path, open(path, O_RDWR));
    fails(path, fchmod(fd, 0777));
    fails(path, futimens(fd, times));
    holds("a writable mapping", mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) == MAP_FAILED);
    void *page = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);
    holds("a mapping made writable", page != MAP_FAILED && mprotect(page, 4096, PROT_READ | PROT_WRITE) == -1);
    fails("FICLONE", fcntl(fd, F_SETLEASE, F_WRLCK));
}

int main(void)
{
    holds("a file of one's own", close(open("/box/mine", O_CREAT | O_WRONLY, 0700)) == 0);
    change("/app/program");
    change("/proc/self/exe");
    fails("a file in /app", open("/app/new", O_CREAT | O_WRONLY, 0600));
    fails("a file without a name in /app", open("/app", O_TMPFILE | O_RDWR, 0600));
    fails("a directory in /app", mkdir("/app/directory", 0700));
    fails("chmod of /app", chmod("/app", 0777));
    fails("times of /app", utimensat(AT_FDCWD, "/app", NULL, 0));
    fails("moving /app", rename("/app", "/box/app"));
    fails("removing /app", rmdir("/app"));
    fails("moving /box", rename("/box", "/tmp/box"));
    fails("replacing /box", renameat2(AT_FDCWD, "/box", AT_FDCWD, "/tmp", RENAME_EXCHANGE));
    return told(40);
}
