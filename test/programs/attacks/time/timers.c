/* Does all its work in the handlers of timers that go off as fast as they can. */
#include <signal.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static volatile unsigned long work;

static void compute(int number)
{
    for (int i = 0; i < 10000; i++)
        work += (unsigned long)number;
}

int main(void)
{
    struct itimerval fast = {{0, 1}, {0, 1}};
    struct itimerspec faster = {{0, 1}, {0, 1}};
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
    timer_t timer;
    signal(SIGALRM, compute);
    signal(SIGUSR1, compute);
    setitimer(ITIMER_REAL, &fast, NULL);
    for (int i = 0; i < 1000 && timer_create(CLOCK_MONOTONIC, &event, &timer) == 0; i++)
        timer_settime(timer, 0, &faster, NULL);
    for (;;)
        pause();
}
