/* Sends every signal to PID 1, to everybody, and to its parent; nobody but itself may be reached, or the runner dies. */
#define _GNU_SOURCE
#include "probe.h"

#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void)
{
    for (int number = 1; number <= 64; number++) {
        if (number != SIGKILL && number != SIGSTOP && number != 32 && number != 33)
            signal(number, SIG_IGN);
        union sigval value = {.sival_int = 1};
        refused("kill(1)", kill(1, number));
        refused("kill(ppid)", kill(getppid(), number));
        refused("kill(-1)", kill(-1, number));
        refused("sigqueue(1)", sigqueue(1, number, value));
        refused("tgkill(1, 1)", syscall(SYS_tgkill, 1, 1, number));
        refused("tkill(1)", syscall(SYS_tkill, 1, number));
    }
    int init = (int)syscall(SYS_pidfd_open, 1, 0);
    must("a descriptor of PID 1 sends no signal",
         init < 0 || syscall(SYS_pidfd_send_signal, init, SIGKILL, NULL, 0) != 0);
    return verdict(64 * 6);
}
