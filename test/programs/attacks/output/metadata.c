/* Locks its output, leases it, takes all permissions from it, asks for signals about it, reads from it, and renames nothing. The judge reads on. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

int main(void)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    const struct timespec times[2] = {{1, 0}, {1, 0}};
    signal(SIGIO, SIG_IGN);
    fprintf(stderr, "flock %d\n", flock(1, LOCK_EX | LOCK_NB));
    fprintf(stderr, "record lock %d\n", fcntl(1, F_SETLK, &lock));
    fprintf(stderr, "file lock %d\n", fcntl(1, F_OFD_SETLK, &lock));
    fprintf(stderr, "lease %d %d\n", fcntl(1, F_SETLEASE, F_WRLCK), fcntl(1, F_SETLEASE, F_RDLCK));
    fprintf(stderr, "signals %d %d\n", fcntl(1, F_SETOWN, getpid()), fcntl(1, F_SETFL, O_ASYNC));
    fprintf(stderr, "times %d\n", futimens(1, times));
    fprintf(stderr, "mode %d\n", fchmod(1, 0));
    return write(1, "held\n", 5) != 5;
}
