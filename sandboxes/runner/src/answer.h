#ifndef SERIN_ANSWER_H
#define SERIN_ANSWER_H

/* The answers of PROTOCOL.md, written into the outbox. */

#include "location.h"
#include "outbox.h"

#include <stdint.h>
#include <sys/types.h>

enum fate { FATE_EXITED = 1, FATE_SIGNALED = 2, FATE_KILLED = 3, FATE_NOT_STARTED = 4 };

enum killed_by {
    KILLED_BY_NOBODY = 0,
    KILLED_BY_CPU = 1,
    KILLED_BY_WALL = 2,
    KILLED_BY_MEMORY = 3,
    KILLED_BY_OUTPUT = 4,
    KILLED_BY_CANCEL = 5,
};

struct report {
    enum fate fate;
    uint64_t code;
    enum location location;
    uint64_t cpu_ns;
    uint64_t wall_ns;
    uint64_t memory_peak_bytes;
    uint64_t oom_kills;
    uint64_t stdout_total;
    uint64_t stderr_total;
    bool clean;
    uint64_t ended_ns; /* of the host's monotonic clock; 0: nobody asks */
};

struct reset_outcome {
    const char *reason; /* empty when verified */
    uint64_t duration_ns;
    uint64_t killed;
};

void answer_hello(struct outbox *outbox, const char *version, int cgroup_version, uid_t uid);
void answer_report(struct outbox *outbox, uint16_t id, const struct report *report);
void answer_ending(struct outbox *outbox, uint16_t id);
void answer_done(struct outbox *outbox, uint16_t id, uint64_t files, uint64_t bytes);
void answer_reset_done(struct outbox *outbox, uint16_t id, const struct reset_outcome *outcome);
void answer_error(struct outbox *outbox, uint16_t id, struct fault fault);

#endif
