/* Asks for more of the processor than it is given: lower nice values, real-time and deadline scheduling, disk priority. */
#define _GNU_SOURCE
#include "probe.h"

#include <sched.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

struct attributes {
    uint32_t size;
    uint32_t policy;
    uint64_t flags;
    int32_t nice;
    uint32_t priority;
    uint64_t runtime;
    uint64_t deadline;
    uint64_t period;
};

int main(void)
{
    struct sched_param most = {.sched_priority = 99};
    struct sched_param least = {.sched_priority = 1};
    struct attributes deadline = {.size = sizeof deadline, .policy = 6, .runtime = 9000000, .deadline = 10000000, .period = 10000000};
    struct rlimit infinite = {RLIM_INFINITY, RLIM_INFINITY};
    for (int value = -20; value < 10; value++)
        refused("setpriority", setpriority(PRIO_PROCESS, 0, value));
    refused("setpriority of the user", setpriority(PRIO_USER, 0, -20));
    errno = 0;
    refused("nice", nice(-20) == -1 && errno != 0 ? -1 : 0);
    refused("SCHED_FIFO", sched_setscheduler(0, SCHED_FIFO, &most));
    refused("SCHED_FIFO, 1", sched_setscheduler(0, SCHED_FIFO, &least));
    refused("SCHED_RR", sched_setscheduler(0, SCHED_RR, &least));
    refused("SCHED_DEADLINE", syscall(SYS_sched_setattr, 0, &deadline, 0));
    refused("RLIMIT_NICE", setrlimit(RLIMIT_NICE, &infinite));
    refused("RLIMIT_RTPRIO", setrlimit(RLIMIT_RTPRIO, &infinite));
    refused("ioprio_set", syscall(SYS_ioprio_set, 1, 0, 1 << 13));
    refused("the scheduling of PID 1", sched_setscheduler(1, SCHED_OTHER, &(struct sched_param){0}));
    refused("the priority of PID 1", setpriority(PRIO_PROCESS, 1, 19));
    return verdict(41);
}
