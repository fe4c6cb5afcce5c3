/* Uses up what is counted per user of the host: timers, queued signals, pipe pages, locks, watches; and leaves it all in children. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

static char block[1 << 16];

static void use_up(void)
{
    sigset_t all;
    timer_t timer;
    int ends[2];
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
    struct itimerspec hourly = {{3600, 0}, {3600, 0}};
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL);
    for (int i = 0; i < 2000 && sigqueue(getpid(), SIGRTMIN, (union sigval){0}) == 0; i++) {
    }
    for (int i = 0; i < 2000 && timer_create(CLOCK_MONOTONIC, &event, &timer) == 0; i++)
        timer_settime(timer, 0, &hourly, NULL);
    int watcher = epoll_create1(0);
    for (int i = 0; i < 450 && pipe2(ends, O_NONBLOCK) == 0; i++) {
        struct epoll_event wanted = {.events = EPOLLIN};
        epoll_ctl(watcher, EPOLL_CTL_ADD, ends[0], &wanted);
        fcntl(ends[1], F_SETPIPE_SZ, 1 << 20);
        (void)!write(ends[1], block, sizeof block);
    }
    flock(open("/etc/passwd", O_RDONLY), LOCK_EX);
    flock(open("/proc/self/exe", O_RDONLY), LOCK_EX);
    flock(open("/dev/null", O_RDWR), LOCK_EX);
}

int main(void)
{
    for (int i = 0; i < 20; i++)
        if (fork() == 0) {
            use_up();
            for (;;)
                pause();
        }
    usleep(100000);
    return 0;
}
