#include "clock.h"
#include "die.h"
#include "run_state.h"

_Noreturn void run_cannot_go_on(struct run *run, struct fault fault)
{
    die(&run->runner->outbox, run->id, fault, EXIT_OUR_FAULT);
}

/*
 * CPU time of everything in the container but the runner. The runner's own clock is read first: that makes the kernel
 * account for its current slice, so that the container's counter, read next, has it too.
 */
uint64_t run_others_cpu_ns(struct run *run)
{
    uint64_t own_ns = own_cpu_ns();
    uint64_t all_ns;
    struct fault fault = cgroup_cpu_ns(&run->runner->cgroup, &all_ns);
    if (failed(fault))
        run_cannot_go_on(run, fault);
    return all_ns > own_ns ? all_ns - own_ns : 0;
}

/* The program's CPU time so far, without what the child needed to set itself up. */
uint64_t run_used_cpu_ns(struct run *run)
{
    uint64_t others_ns = run_others_cpu_ns(run);
    uint64_t since_ns = others_ns > run->base_cpu_ns ? others_ns - run->base_cpu_ns : 0;
    uint64_t setup_ns = atomic_load(&run->runner->shared->started_ns) != 0 ? run->runner->shared->setup_cpu_ns : 0;
    return since_ns > setup_ns ? since_ns - setup_ns : 0;
}

uint64_t run_started_ns(const struct run *run)
{
    uint64_t started = atomic_load(&run->runner->shared->started_ns);
    return started != 0 ? started : run->forked_ns;
}

uint64_t run_wall_ns(const struct run *run, uint64_t now_ns)
{
    uint64_t from_ns = run_started_ns(run) + run->held_ns;
    return now_ns > from_ns ? now_ns - from_ns : 0;
}

uint64_t run_oom_kills(struct run *run)
{
    uint64_t kills;
    struct fault fault = cgroup_oom_kills(&run->runner->cgroup, &kills);
    if (failed(fault))
        run_cannot_go_on(run, fault);
    return kills;
}

void run_check_memory(struct run *run)
{
    bool exceeded = false;
    struct fault fault = memory_poll(&run->memory, &run->runner->cgroup, run->burial.leader, &exceeded);
    if (failed(fault))
        run_cannot_go_on(run, fault);
    if (exceeded)
        run->killed_by = KILLED_BY_MEMORY;
}
