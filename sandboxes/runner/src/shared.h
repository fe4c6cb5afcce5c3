#ifndef SERIN_SHARED_H
#define SERIN_SHARED_H

/*
 * One page that the runner shares with its children until they exec or exit: a child that fails before exec leaves a
 * fixed {location, errno} here. It replaces the usual close-on-exec pipe: nothing to open, poll or close per run, and
 * exec takes the mapping away before a foreign instruction runs.
 */

#include "location.h"

#include <stdatomic.h>
#include <stdint.h>

struct shared {
    struct fault fault;
    _Atomic uint64_t started_ns; /* monotonic clock just before exec; 0: not yet */
    uint64_t setup_cpu_ns;       /* CPU time the child had used by then: not the program's */
    bool done;                   /* a helper came to its end */
    uint64_t files;              /* COLLECT's sums */
    uint64_t bytes;
};

/* NULL, and errno, when it cannot be mapped. */
struct shared *shared_map(void);
void shared_clear(struct shared *shared);

#endif
