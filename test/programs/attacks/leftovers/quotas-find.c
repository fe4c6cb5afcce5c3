/* Needs what the program before it has used up. */
#define _GNU_SOURCE
#include "probe.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

static void lock(const char *path, int mode)
{
    struct flock whole = {.l_type = F_RDLCK, .l_whence = SEEK_SET};
    int fd = open(path, mode);
    must(path, fd >= 0);
    must("flock", flock(fd, LOCK_EX | LOCK_NB) == 0);
    must("fcntl lock", fcntl(fd, F_SETLK, &whole) == 0);
}

int main(void)
{
    sigset_t all;
    int ends[2];
    timer_t timer;
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL);
    for (int i = 0; i < 1000; i++)
        must("a signal can be queued", sigqueue(getpid(), SIGRTMIN, (union sigval){0}) == 0);
    for (int i = 0; i < 1000; i++)
        must("a timer can be had", timer_create(CLOCK_MONOTONIC, &event, &timer) == 0);
    int watcher = epoll_create1(0);
    for (int i = 0; i < 30; i++) {
        struct epoll_event wanted = {.events = EPOLLIN};
        must("a pipe can be had", pipe(ends) == 0);
        must("a pipe holds 64 KiB", fcntl(ends[1], F_GETPIPE_SZ) == 65536);
        must("a pipe can hold a MiB", fcntl(ends[1], F_SETPIPE_SZ, 1 << 20) == 1 << 20);
        must("a watch can be had", epoll_ctl(watcher, EPOLL_CTL_ADD, ends[0], &wanted) == 0);
    }
    lock("/etc/passwd", O_RDONLY);
    lock("/proc/self/exe", O_RDONLY);
    lock("/dev/null", O_RDWR);
    return verdict(2000);
}
