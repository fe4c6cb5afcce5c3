#ifndef SERIN_CGROUP_H
#define SERIN_CGROUP_H

/*
 * The container's counters. Files are opened once and read with pread: reading costs about a microsecond (memory.stat
 * ten). The container must have a cgroup namespace of its own, so that the mount shows its own group and nothing else.
 */

#include "location.h"

#include <stdint.h>

struct cgroup {
    int version;
    int cpu_fd;
    int usage_fd;
    int stat_fd;
    int events_fd;
    int kernel_fd; /* v1 only, else -1 */
};

struct memory_figures {
    uint64_t anon;   /* bytes of anonymous memory */
    uint64_t shmem;  /* bytes of tmpfs, shared and memfd memory */
    uint64_t kernel; /* bytes of kernel memory: page tables, stacks, dentries, … */
};

struct fault cgroup_open(struct cgroup *cgroup);

/* CPU time of every process that was ever in the container, the runner's included. */
struct fault cgroup_cpu_ns(const struct cgroup *cgroup, uint64_t *ns);

/* Everything charged, page cache too: an upper bound of anon + shmem that is cheap to read. */
struct fault cgroup_usage_bytes(const struct cgroup *cgroup, uint64_t *bytes);

struct fault cgroup_memory(const struct cgroup *cgroup, struct memory_figures *figures);

/* Processes the kernel has killed for want of memory since the container began. */
struct fault cgroup_oom_kills(const struct cgroup *cgroup, uint64_t *kills);

#endif
