/* Asks for timers that wake a sleeping machine, and for clocks that it may not have. */
#define _GNU_SOURCE
#include "attempt.h"

#include <signal.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

int main(void)
{
    struct sigevent quietly = {.sigev_notify = SIGEV_NONE};
    timer_t timer;
    for (clockid_t clock = CLOCK_REALTIME_ALARM; clock <= CLOCK_BOOTTIME_ALARM; clock++) {
        fails("timer_create", timer_create(clock, &quietly, &timer));
        fails("timerfd_create", timerfd_create(clock, 0));
    }
    struct sigevent to_init = {.sigev_notify = 4, .sigev_signo = SIGKILL};
    for (int thread = 0; thread < 2; thread++) {
        to_init._sigev_un._tid = thread;
        fails("a timer for PID 1", timer_create(CLOCK_MONOTONIC, &to_init, &timer));
    }
    return told(6);
}
