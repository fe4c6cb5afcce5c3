#ifndef SERIN_CHILDREN_H
#define SERIN_CHILDREN_H

/*
 * Death and burial. The runner is PID 1: whatever loses its parent becomes its child, so "no children left" means that
 * nothing else lives in the container.
 */

#include "clock.h"
#include "location.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* A process of 1 GiB is torn down in some 100 ms; ten seconds are for machines that are on their knees. */
#define KILL_PATIENCE_NS (10 * NS_PER_S)

struct burial {
    pid_t leader; /* 0: none is of interest */
    bool leader_dead;
    int leader_status;
    uint64_t count;         /* processes reaped, the leader included */
    uint64_t max_rss_bytes; /* the largest resident size that any of them ever had */
};

/* Reaps whoever is dead, without waiting. True when no child is left, dead or alive. */
bool children_reap(struct burial *burial);

/*
 * Kills everything but the runner and waits until all is reaped. One kill(-1) is enough against fork bombs: the kernel
 * signals every process under the lock that fork takes, and a fork with a fatal signal pending fails. It needs no
 * process of its own, and so works when the container has no pid left. It is repeated all the same, until proof; ETIME when
 * there is none within the patience.
 */
struct fault children_kill_all(struct burial *burial, int signal_fd, uint64_t patience_ns);

#endif
