#include "children.h"

#include "clock.h"
#include "signals.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static void bury(struct burial *burial, pid_t pid, int status, const struct rusage *usage)
{
    burial->count++;
    uint64_t rss = (uint64_t)usage->ru_maxrss * 1024;
    if (rss > burial->max_rss_bytes)
        burial->max_rss_bytes = rss;
    if (pid == burial->leader && !burial->leader_dead) { /* its number may be another's later */
        burial->leader_dead = true;
        burial->leader_status = status;
    }
}

bool children_reap(struct burial *burial)
{
    for (;;) {
        int status;
        struct rusage usage;
        pid_t pid = wait4(-1, &status, WNOHANG | __WALL, &usage);
        if (pid > 0)
            bury(burial, pid, status, &usage);
        else if (pid == 0)
            return false;
        else if (errno != EINTR)
            return true; /* ECHILD: no other error is possible with these arguments */
    }
}

static void wait_for_death(int signal_fd)
{
    struct pollfd wait = {.fd = signal_fd, .events = POLLIN};
    if (poll(&wait, 1, 10) == 1)
        signals_take(signal_fd); /* only a wake-up: children_reap finds out who died */
}

struct fault children_kill_all(struct burial *burial, int signal_fd, uint64_t patience_ns)
{
    if (getpid() != 1)
        return fault_at(AT_GONE_KILL, EPERM); /* kill(-1) by root outside a container would end the machine */

    uint64_t give_up_ns = monotonic_ns() + patience_ns;
    while (!children_reap(burial)) {
        (void)kill(-1, SIGKILL);
        if (children_reap(burial))
            return no_fault();
        wait_for_death(signal_fd);
        if (monotonic_ns() > give_up_ns)
            return fault_at(AT_GONE_KILL, ETIME);
    }
    return no_fault();
}
