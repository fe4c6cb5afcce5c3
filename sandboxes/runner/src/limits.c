#include "limits.h"

#include "clock.h"

#include <errno.h>
#include <sched.h>
#include <stddef.h>

static struct fault prepare(struct resource_limit *to, int resource, rlim_t wanted)
{
    struct rlimit now;
    if (getrlimit((__rlimit_resource_t)resource, &now) != 0)
        return fault_at(AT_START_LIMITS, errno);
    rlim_t granted = wanted < now.rlim_max ? wanted : now.rlim_max;
    *to = (struct resource_limit){.resource = resource, .limit = {.rlim_cur = granted, .rlim_max = granted}};
    return no_fault();
}

struct fault limits_prepare(struct resource_limit limits[static RESOURCE_COUNT], const struct run_request *run)
{
    const struct {
        int resource;
        rlim_t value;
    } wanted[RESOURCE_COUNT] = {
        {(int)RLIMIT_CORE, 1},
        {(int)RLIMIT_FSIZE, run->file_limit_bytes},
        {(int)RLIMIT_NOFILE, 1024},
        {(int)RLIMIT_NPROC, run->process_limit},
        {(int)RLIMIT_STACK, RLIM_INFINITY},
        {(int)RLIMIT_MEMLOCK, 64 * 1024},
        {(int)RLIMIT_MSGQUEUE, 0},
    };
    for (size_t i = 0; i < RESOURCE_COUNT; i++) {
        struct fault fault = prepare(&limits[i], wanted[i].resource, wanted[i].value);
        if (failed(fault))
            return fault;
    }
    return no_fault();
}

uint64_t limits_cpu_due_ns(uint64_t used_ns, uint64_t limit_ns, unsigned cpus)
{
    const uint64_t least_ns = 100 * NS_PER_US;
    if (used_ns >= limit_ns)
        return least_ns;
    uint64_t due_ns = (limit_ns - used_ns) / (cpus > 0 ? cpus : 1);
    return due_ns > least_ns ? due_ns : least_ns;
}

unsigned limits_cpu_count(void)
{
    cpu_set_t allowed;
    if (sched_getaffinity(0, sizeof allowed, &allowed) != 0)
        return CPU_SETSIZE; /* more than 1024 CPUs: look as often as if all were ours */
    int count = CPU_COUNT(&allowed);
    return count > 0 ? (unsigned)count : 1;
}
