/* Makes itself the least important of all and computes: slow it may be, but its time counts the same. */
#define _GNU_SOURCE
#include <sched.h>
#include <unistd.h>

int main(void)
{
    sched_setscheduler(0, SCHED_IDLE, &(struct sched_param){0});
    (void)!nice(19);
    for (volatile unsigned long i = 0;; i++) {
    }
}
