/* Three thousand record locks, and locks and leases on files of the image and of the judge. A write lock needs a descriptor that can write, a lease the owner. */
#define _GNU_SOURCE
#include "attempt.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

static void claim(const char *path)
{
    struct flock write_lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    int fd = open(path, O_RDONLY);
    if (!holds(path, fd >= 0))
        return;
    fails("a write lock", fcntl(fd, F_SETLK, &write_lock));
    fails("an open file's write lock", fcntl(fd, F_OFD_SETLK, &write_lock));
    fails("a read lease", fcntl(fd, F_SETLEASE, F_RDLCK));
    fails("a write lease", fcntl(fd, F_SETLEASE, F_WRLCK));
    fails("a notice of changes", fcntl(fd, F_NOTIFY, 0x80000000 | 0x3f));
    close(fd);
}

int main(void)
{
    int own = open("/box/own", O_CREAT | O_RDWR, 0600), locks = 0;
    signal(SIGIO, SIG_IGN);
    for (; locks < 3000; locks++) {
        struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 2L * locks, .l_len = 1};
        if (fcntl(own, F_OFD_SETLK, &lock) != 0)
            break;
    }
    fprintf(stderr, "%d locks\n", locks);
    claim("/etc/passwd");
    claim("/usr/bin/env");
    claim("/app/program");
    claim("/etc/hosts");
    return told(24);
}
