/* Sends every signal to PID 1 by every call, and has the kernel send them. One that arrives would end or stop the judge of this program. */
#define _GNU_SOURCE
#include "attempt.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void send_all(void)
{
    int pidfd = (int)syscall(SYS_pidfd_open, 1, 0);
    holds("a pidfd of PID 1", pidfd >= 0);
    for (int number = 0; number <= 64; number++) {
        siginfo_t info = {.si_signo = number, .si_code = SI_QUEUE};
        fails_with("kill", kill(1, number), EPERM);
        fails_with("tkill", syscall(SYS_tkill, 1, number), EPERM);
        fails_with("tgkill", syscall(SYS_tgkill, 1, 1, number), EPERM);
        fails_with("rt_sigqueueinfo", syscall(SYS_rt_sigqueueinfo, 1, number, &info), EPERM);
        fails_with("rt_tgsigqueueinfo", syscall(SYS_rt_tgsigqueueinfo, 1, 1, number, &info), EPERM);
        fails_with("pidfd_send_signal", syscall(SYS_pidfd_send_signal, pidfd, number, NULL, 0), EPERM);
    }
}

/* Descriptors may be told to send signals about themselves to anybody; whether they arrive is asked when they are sent. */
static void send_through_descriptors(void)
{
    int ends[2];
    if (!holds("a pipe", pipe(ends) == 0))
        return;
    for (int number = 1; number <= 64; number++) {
        fcntl(ends[0], F_SETSIG, number);
        fcntl(ends[0], F_SETOWN, 1);
        fcntl(ends[0], F_SETFL, O_ASYNC | O_NONBLOCK);
        holds("a write", write(ends[1], "x", 1) == 1);
    }
}

/* A child's last signal goes to its parent; for an orphan that is PID 1. */
static void send_by_dying(void)
{
    for (int number = 1; number <= 64; number++) {
        long child = syscall(SYS_clone, 0L, NULL, NULL, NULL, NULL);
        if (child == 0) {
            if (syscall(SYS_clone, (long)number, NULL, NULL, NULL, NULL) == 0)
                usleep(2000);
            _exit(0);
        }
        holds("an orphan", child > 0 && waitpid((pid_t)child, NULL, __WALL) == child);
    }
}

int main(void)
{
    send_all();
    send_through_descriptors();
    send_by_dying();
    usleep(20000);
    holds("PID 1 is as it was", getppid() == 1);
    return told(65 * 6 + 64 * 2 + 3);
}
