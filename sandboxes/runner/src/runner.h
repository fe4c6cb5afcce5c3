#ifndef SERIN_RUNNER_H
#define SERIN_RUNNER_H

/* Everything the runner holds. There is one, in main.c; every function that needs some of it is given it. */

#include "cgroup.h"
#include "filter.h"
#include "input.h"
#include "ipc.h"
#include "join.h"
#include "nodes.h"
#include "outbox.h"
#include "program.h"
#include "put.h"
#include "reader.h"
#include "request.h"
#include "scratch.h"
#include "shared.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define RUNNER_VERSION "0.1.0"

struct runner {
    uid_t uid;
    int signal_fd;
    struct cgroup cgroup;
    uint64_t memory_baseline_bytes; /* anon + shmem + kernel at start */
    struct ipc ipc;
    struct scratch scratch[SCRATCH_COUNT];
    struct node_times nodes[NODE_COUNT];
    struct shared *shared;
    struct filter compile_filter;
    struct filter run_filter;

    struct put_state put;
    struct input input;
    struct join join;
    bool refused; /* a PUT or STDIN was refused since the last RESET */

    struct reader reader;
    struct outbox outbox;
    union {
        struct put_request put;
        struct run_request run;
        struct collect_request collect;
        struct join_request join;
    } request;
    struct program program;
    uint8_t payload[FRAME_PAYLOAD_MAX];
};

#endif
