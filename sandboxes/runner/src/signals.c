#include "signals.h"

#include "die.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <sys/signalfd.h>
#include <unistd.h>

static void default_dispositions(void)
{
    struct sigaction action = {.sa_handler = SIG_DFL};
    for (int number = 1; number < NSIG; number++)
        (void)sigaction(number, &action, NULL); /* refused for SIGKILL, SIGSTOP and those of libc */
}

struct fault signals_open(int *signal_fd)
{
    default_dispositions();
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    if (sigaction(SIGPIPE, &ignore, NULL) != 0)
        return fault_at(AT_START_SIGNALS, errno);

    sigset_t taken;
    (void)sigemptyset(&taken);
    (void)sigaddset(&taken, SIGCHLD);
    (void)sigaddset(&taken, SIGTERM);
    (void)sigaddset(&taken, SIGINT);
    if (sigprocmask(SIG_SETMASK, &taken, NULL) != 0)
        return fault_at(AT_START_SIGNALS, errno);
    *signal_fd = signalfd(-1, &taken, SFD_CLOEXEC | SFD_NONBLOCK);
    return *signal_fd >= 0 ? no_fault() : fault_at(AT_START_SIGNALS, errno);
}

void signals_take(int signal_fd)
{
    struct signalfd_siginfo info;
    while (read(signal_fd, &info, sizeof info) == (ssize_t)sizeof info)
        if (info.ssi_signo == SIGTERM || info.ssi_signo == SIGINT)
            hang_up();
}

struct fault signals_reset(void)
{
    struct sigaction action = {.sa_handler = SIG_DFL};
    sigset_t none;
    (void)sigemptyset(&none);
    if (sigaction(SIGPIPE, &action, NULL) != 0 || sigprocmask(SIG_SETMASK, &none, NULL) != 0)
        return fault_at(AT_CHILD_SIGNALS, errno);
    return no_fault();
}
