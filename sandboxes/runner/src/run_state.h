#ifndef SERIN_RUN_STATE_H
#define SERIN_RUN_STATE_H

/* One run, for the files that share it: run.c (its stages), supervise.c (while it lives), figures.c (what it uses). */

#include "answer.h"
#include "children.h"
#include "memory.h"
#include "relay.h"
#include "runner.h"
#include "stream.h"

enum { SEND_OVER_BYTES = 64 * 1024 }; /* less goes with the report: the worker is not woken for every line */

struct run {
    struct runner *runner;
    const struct run_request *request;
    uint16_t id;
    struct stream out;
    struct stream err;
    struct relay relay; /* of a joined run with a transcript */
    int stdin_fd;
    struct burial burial;
    struct memory_watch memory;
    unsigned cpus;
    uint64_t base_cpu_ns; /* of the container without the runner, at the beginning */
    uint64_t base_oom_kills;
    uint64_t forked_ns;
    uint64_t ended_ns;
    uint64_t held_ns;       /* how long the worker has kept the program waiting */
    uint64_t held_since_ns; /* 0: it does not */
    uint64_t tick_due_ns;
    uint64_t cpu_due_ns;
    bool holds_ends; /* of a joined run: its peer does not see yet that the program has closed them */
    uint64_t hold_due_ns;
    uint64_t hold_cpu_ns;
    enum killed_by killed_by;
};

/* figures.c. A counter that cannot be read ends the runner. */
uint64_t run_others_cpu_ns(struct run *run);
uint64_t run_used_cpu_ns(struct run *run);
uint64_t run_started_ns(const struct run *run);
/* The time the program had, up to a moment. */
uint64_t run_wall_ns(const struct run *run, uint64_t now_ns);
uint64_t run_oom_kills(struct run *run);
void run_check_memory(struct run *run);
_Noreturn void run_cannot_go_on(struct run *run, struct fault fault);

/* supervise.c: from start to the leader's death or a limit. */
void supervise_begin(struct run *run);
void supervise(struct run *run);

#endif
