#ifndef SERIN_LIMITS_H
#define SERIN_LIMITS_H

/* Resource limits of the program, and the moments at which the runner must look at it. */

#include "location.h"
#include "request.h"

#include <stdint.h>
#include <sys/resource.h>

enum { RESOURCE_COUNT = 7 };

struct resource_limit {
    int resource;
    struct rlimit limit;
};

/*
 * What the child sets before exec. RLIMIT_AS is never used: it breaks the JVM and Go. The stack is unlimited, as the
 * run's memory limit bounds it. RLIMIT_CORE is 1, because 0 does not stop core handlers that read a pipe. No message
 * queues at all. The container's own hard limits cannot be raised and bound the rest.
 */
struct fault limits_prepare(struct resource_limit limits[static RESOURCE_COUNT], const struct run_request *run);

/* Nanoseconds after which the CPU limit can be reached at the earliest, with `cpus` CPUs busy. At least 100 µs. */
uint64_t limits_cpu_due_ns(uint64_t used_ns, uint64_t limit_ns, unsigned cpus);

/* CPUs that the container may use. */
unsigned limits_cpu_count(void);

#endif
