#include "reset.h"

#include "children.h"
#include "clock.h"

#include <time.h>

enum {
    SCRATCH_PATIENCE_MS = 20,
    MEMORY_PATIENCE_MS = 80, /* workers destroy what takes over 100 ms */
};

/* 300 000 failed stats leave 62 MB of dentries; ordinary programs leave some hundred KiB. */
static const uint64_t memory_slack_bytes = UINT64_C(8) * 1024 * 1024;

struct fault reset_memory_bytes(const struct runner *runner, uint64_t *bytes)
{
    struct memory_figures now;
    struct fault fault = cgroup_memory(&runner->cgroup, &now);
    *bytes = failed(fault) ? 0 : now.anon + now.shmem + now.kernel;
    return fault;
}

/*
 * Much of what a dead process held is freed behind RCU: some milliseconds after its death, and 20 to 35 ms after that of
 * a fork bomb (10 MiB of stacks and page tables, on a v1 hierarchy with Linux 6.18), whose callbacks queue up.
 */
static struct fault memory_is_back(const struct runner *runner, bool *back)
{
    uint64_t give_up_ns = monotonic_ns() + MEMORY_PATIENCE_MS * NS_PER_MS;
    for (;;) {
        uint64_t bytes;
        struct fault fault = reset_memory_bytes(runner, &bytes);
        if (failed(fault))
            return fault;
        *back = bytes <= runner->memory_baseline_bytes + runner->input.kept_bytes + memory_slack_bytes;
        if (*back || monotonic_ns() > give_up_ns)
            return no_fault();
        const struct timespec pause = {.tv_nsec = 500 * NS_PER_US};
        (void)nanosleep(&pause, NULL);
    }
}

static struct fault verify(const struct runner *runner, const char **reason)
{
    *reason = scratch_verify(runner->scratch, true, SCRATCH_PATIENCE_MS * NS_PER_MS);
    if (*reason != NULL)
        return no_fault();
    if (!nodes_restore(runner->nodes)) {
        *reason = "nodes";
        return no_fault();
    }
    if (!ipc_sysv_is_empty(&runner->ipc)) {
        *reason = "sysv";
        return no_fault();
    }
    if (!ipc_mqueue_is_empty(&runner->ipc)) {
        *reason = "mqueue";
        return no_fault();
    }
    bool back;
    struct fault fault = memory_is_back(runner, &back);
    if (!failed(fault))
        *reason = back ? "" : "memory";
    return fault;
}

struct fault reset(struct runner *runner, struct reset_outcome *outcome)
{
    uint64_t began_ns = monotonic_ns();
    struct burial burial = {0};
    struct fault fault = children_kill_all(&burial, runner->signal_fd, KILL_PATIENCE_NS);

    outcome->killed = burial.count;
    if (failed(fault)) {
        outcome->reason = "processes";
        outcome->duration_ns = monotonic_ns() - began_ns;
        return no_fault();
    }
    put_finish(&runner->put);
    input_forget(&runner->input);
    join_release(&runner->join);
    runner->refused = false;
    (void)scratch_wipe(runner->scratch, runner->uid, runner->shared, true); /* verify tells whether it worked */
    fault = verify(runner, &outcome->reason);
    outcome->duration_ns = monotonic_ns() - began_ns;
    return fault;
}
