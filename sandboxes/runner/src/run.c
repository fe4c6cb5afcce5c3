#include "run.h"

#include "answer.h"
#include "children.h"
#include "clock.h"
#include "die.h"
#include "limits.h"
#include "memory.h"
#include "signals.h"
#include "stream.h"

#include <errno.h>
#include <poll.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    SEND_OVER_BYTES = 64 * 1024, /* less than that goes with the report: the worker is not woken for every line */
    PATIENCE_AFTER_WIPE_MS = 20,
};

static const uint64_t first_tick_ns = 1 * NS_PER_MS;
static const uint64_t tick_ns = 2 * NS_PER_MS;
static const uint64_t full_pipe_tick_ns = 250 * NS_PER_US;

struct run {
    struct runner *runner;
    const struct run_request *request;
    uint16_t id;
    struct stream out;
    struct stream err;
    int stdin_fd;
    struct burial burial;
    struct memory_watch memory;
    unsigned cpus;
    uint64_t base_cpu_ns; /* of the container without the runner, at the beginning */
    uint64_t base_oom_kills;
    uint64_t forked_ns;
    uint64_t ended_ns;
    uint64_t tick_due_ns;
    uint64_t cpu_due_ns;
    enum killed_by killed_by;
};

static _Noreturn void cannot_go_on(struct run *run, struct fault fault)
{
    die(&run->runner->outbox, run->id, fault, EXIT_OUR_FAULT);
}

/*
 * CPU time of everything in the container but the runner. The runner's own clock is read first: that makes the kernel
 * account for its current slice, so that the container's counter, read next, has it too.
 */
static uint64_t others_cpu_ns(struct run *run)
{
    uint64_t own_ns = own_cpu_ns();
    uint64_t all_ns;
    struct fault fault = cgroup_cpu_ns(&run->runner->cgroup, &all_ns);
    if (failed(fault))
        cannot_go_on(run, fault);
    return all_ns > own_ns ? all_ns - own_ns : 0;
}

/* The program's CPU time so far, without what the child needed to set itself up. */
static uint64_t used_cpu_ns(struct run *run)
{
    uint64_t others_ns = others_cpu_ns(run);
    uint64_t since_ns = others_ns > run->base_cpu_ns ? others_ns - run->base_cpu_ns : 0;
    uint64_t setup_ns = atomic_load(&run->runner->shared->started_ns) != 0 ? run->runner->shared->setup_cpu_ns : 0;
    return since_ns > setup_ns ? since_ns - setup_ns : 0;
}

static uint64_t started_ns(const struct run *run)
{
    uint64_t started = atomic_load(&run->runner->shared->started_ns);
    return started != 0 ? started : run->forked_ns;
}

static uint64_t oom_kills(struct run *run)
{
    uint64_t kills;
    struct fault fault = cgroup_oom_kills(&run->runner->cgroup, &kills);
    if (failed(fault))
        cannot_go_on(run, fault);
    return kills;
}

static void close_descriptors(struct run *run)
{
    stream_close_read(&run->out);
    stream_close_read(&run->err);
    stream_close_write(&run->out);
    stream_close_write(&run->err);
    if (run->stdin_fd >= 0)
        (void)close(run->stdin_fd);
    run->stdin_fd = -1;
}

static void prepare_program(struct run *run)
{
    struct runner *runner = run->runner;
    struct program *program = &runner->program;
    program->request = run->request;
    program->uid = runner->uid;
    program->stdin_fd = run->stdin_fd;
    program->stdout_fd = run->out.write_fd;
    program->stderr_fd = run->err.write_fd;
    program->filter = run->request->phase == PHASE_COMPILE ? &runner->compile_filter : &runner->run_filter;
    program->shared = runner->shared;
    program_find(program);
}

static struct fault prepare(struct run *run)
{
    struct runner *runner = run->runner;
    put_finish(&runner->put);
    struct fault fault = limits_prepare(runner->program.limits, run->request);
    if (!failed(fault))
        fault = input_take(&runner->input, runner->uid, &run->stdin_fd);
    if (!failed(fault))
        fault = stream_open_pair(&run->out, &run->err, runner->uid);
    if (failed(fault))
        return fault;
    prepare_program(run);
    shared_clear(runner->shared);
    run->cpus = limits_cpu_count();
    run->base_oom_kills = oom_kills(run);
    return memory_begin(&run->memory, &runner->cgroup, run->request->memory_limit_bytes);
}

static struct fault start(struct run *run)
{
    run->base_cpu_ns = others_cpu_ns(run);
    run->forked_ns = monotonic_ns();
    pid_t leader = program_start(&run->runner->program);
    if (leader < 0)
        return fault_at(AT_RUN_FORK, errno);
    run->burial.leader = leader;
    run->tick_due_ns = run->forked_ns + first_tick_ns;
    run->cpu_due_ns = run->forked_ns + limits_cpu_due_ns(0, run->request->cpu_limit_ns, run->cpus);
    stream_close_write(&run->out);
    stream_close_write(&run->err);
    (void)close(run->stdin_fd);
    run->stdin_fd = -1;
    return no_fault();
}

static uint64_t least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static uint64_t wake_ns(const struct run *run)
{
    uint64_t wall_due_ns = started_ns(run) + run->request->wall_limit_ns;
    return least(wall_due_ns, least(run->tick_due_ns, run->cpu_due_ns));
}

/* True when the next request is a CANCEL, which is taken. Other requests stay where they are until the run is over. */
static bool take_cancel(struct run *run)
{
    struct reader *reader = &run->runner->reader;
    struct frame_header header;
    if (reader_available(reader) < FRAME_HEADER_BYTES)
        return false;
    struct fault fault = frame_decode_request(reader_peek(reader), &header);
    if (failed(fault))
        die(&run->runner->outbox, header.id, fault, EXIT_PROTOCOL);
    if (header.type != REQUEST_CANCEL)
        return false;
    reader_skip(reader, FRAME_HEADER_BYTES);
    return true;
}

static void hear_worker(struct run *run)
{
    struct reader *reader = &run->runner->reader;
    reader_fill(reader);
    if (take_cancel(run))
        run->killed_by = KILLED_BY_CANCEL;
    else if (reader->ended)
        hang_up();
}

static void check_cpu(struct run *run, uint64_t now_ns)
{
    if (now_ns < run->cpu_due_ns)
        return;
    uint64_t used_ns = used_cpu_ns(run);
    if (used_ns > run->request->cpu_limit_ns)
        run->killed_by = KILLED_BY_CPU;
    run->cpu_due_ns = now_ns + limits_cpu_due_ns(used_ns, run->request->cpu_limit_ns, run->cpus);
}

static void check_memory(struct run *run)
{
    bool exceeded = false;
    struct fault fault = memory_poll(&run->memory, &run->runner->cgroup, run->burial.leader, &exceeded);
    if (failed(fault))
        cannot_go_on(run, fault);
    if (exceeded)
        run->killed_by = KILLED_BY_MEMORY;
}

static void read_streams(struct run *run, uint64_t now_ns)
{
    struct outbox *outbox = &run->runner->outbox;
    uint64_t read = stream_read(&run->out, outbox) + stream_read(&run->err, outbox);
    if (stream_is_over(&run->out))
        run->killed_by = KILLED_BY_OUTPUT;
    if (outbox_pending(outbox) > SEND_OVER_BYTES)
        outbox_send(outbox);
    bool filling_fast = read >= STREAM_PIPE_BYTES / 4;
    run->tick_due_ns = now_ns + (filling_fast ? full_pipe_tick_ns : tick_ns);
}

/* The order is that of precedence, the last one found prevails: wall, cpu, output, memory. */
static void check_limits(struct run *run, uint64_t now_ns)
{
    if (now_ns > started_ns(run) && now_ns - started_ns(run) >= run->request->wall_limit_ns)
        run->killed_by = KILLED_BY_WALL;
    check_cpu(run, now_ns);
    if (now_ns >= run->tick_due_ns) {
        read_streams(run, now_ns);
        check_memory(run);
    }
}

/* Sleeps until something happens or a check is due. */
static void wait_for_event(struct run *run)
{
    enum { WORKER, SIGNALS, OUTBOX, EVENT_COUNT };
    struct runner *runner = run->runner;
    bool header_is_here = reader_available(&runner->reader) >= FRAME_HEADER_BYTES;
    struct pollfd events[EVENT_COUNT] = {
        [WORKER] = {.fd = runner->reader.fd, .events = header_is_here ? 0 : POLLIN},
        [SIGNALS] = {.fd = runner->signal_fd, .events = POLLIN},
        [OUTBOX] = {.fd = runner->outbox.fd,
                    .events = outbox_pending(&runner->outbox) > SEND_OVER_BYTES ? POLLOUT : 0},
    };
    uint64_t now_ns = monotonic_ns();
    uint64_t due_ns = wake_ns(run);
    uint64_t pause_ns = due_ns > now_ns ? due_ns - now_ns : 0;
    struct timespec pause = {.tv_sec = (time_t)(pause_ns / NS_PER_S), .tv_nsec = (long)(pause_ns % NS_PER_S)};

    if (ppoll(events, EVENT_COUNT, &pause, NULL) < 0 && errno != EINTR)
        cannot_go_on(run, fault_at(AT_GONE_POLL, errno));
    if ((events[SIGNALS].revents & POLLIN) != 0)
        signals_take(runner->signal_fd);
    if ((events[OUTBOX].revents & (POLLOUT | POLLERR)) != 0)
        outbox_send(&runner->outbox);
    if ((events[OUTBOX].revents & (POLLERR | POLLHUP)) != 0)
        hang_up();
    if ((events[WORKER].revents & POLLIN) != 0)
        hear_worker(run);
    else if (events[WORKER].revents != 0)
        hang_up();
}

/* A CANCEL may have come in one piece with the RUN. */
static void supervise(struct run *run)
{
    if (take_cancel(run))
        run->killed_by = KILLED_BY_CANCEL;
    while (run->killed_by == KILLED_BY_NOBODY) {
        (void)children_reap(&run->burial);
        if (run->burial.leader_dead)
            break;
        check_limits(run, monotonic_ns());
        if (run->killed_by == KILLED_BY_NOBODY)
            wait_for_event(run);
    }
    run->ended_ns = monotonic_ns();
}

/* Nothing lives any more, so what is in the pipes is all there will ever be. */
static void drain(struct run *run)
{
    struct outbox *outbox = &run->runner->outbox;
    uint64_t read;
    do {
        if (outbox_pending(outbox) > SEND_OVER_BYTES)
            outbox_flush(outbox); /* a full outbox must not look like an empty pipe */
        read = stream_read(&run->out, outbox) + stream_read(&run->err, outbox);
    } while (read > 0);
}

static void settle(struct run *run)
{
    if (run->killed_by == KILLED_BY_NOBODY)
        check_memory(run); /* what the leader's children hold is still there */
    struct fault fault = children_kill_all(&run->burial, run->runner->signal_fd);
    if (failed(fault))
        cannot_go_on(run, fault);
    drain(run);
}

/* Who ended the run. A limit passed counts even when the leader died before the runner saw it. */
static enum killed_by limit_passed(const struct run *run, const struct report *report)
{
    if (run->killed_by != KILLED_BY_NOBODY)
        return run->killed_by;
    if (stream_is_over(&run->out))
        return KILLED_BY_OUTPUT;
    if (report->cpu_ns > run->request->cpu_limit_ns)
        return KILLED_BY_CPU;
    if (report->wall_ns > run->request->wall_limit_ns)
        return KILLED_BY_WALL;
    return KILLED_BY_NOBODY;
}

static void tell_fate(const struct run *run, struct report *report)
{
    struct fault fault = run->runner->shared->fault;
    enum killed_by by = limit_passed(run, report);
    if (failed(fault)) {
        report->fate = FATE_NOT_STARTED;
        report->code = (uint64_t)fault.error;
        report->location = fault.at;
    } else if (by != KILLED_BY_NOBODY) {
        report->fate = FATE_KILLED;
        report->code = by;
    } else if (WIFSIGNALED(run->burial.leader_status)) {
        report->fate = FATE_SIGNALED;
        report->code = (uint64_t)WTERMSIG(run->burial.leader_status);
    } else {
        report->fate = FATE_EXITED;
        report->code = (uint64_t)WEXITSTATUS(run->burial.leader_status);
    }
}

static bool wipe_after(struct run *run)
{
    struct runner *runner = run->runner;
    if (run->request->phase == PHASE_COMPILE)
        return true;
    if (failed(scratch_wipe(runner->scratch, runner->uid, runner->shared, false)))
        return false;
    return scratch_verify(runner->scratch, false, PATIENCE_AFTER_WIPE_MS * NS_PER_MS) == NULL;
}

static void report(struct run *run)
{
    uint64_t began_ns = started_ns(run);
    struct report report = {
        .cpu_ns = used_cpu_ns(run),
        .wall_ns = run->ended_ns > began_ns ? run->ended_ns - began_ns : 0,
        .memory_peak_bytes = memory_peak(&run->memory, run->burial.max_rss_bytes),
        .oom_kills = oom_kills(run) - run->base_oom_kills,
        .stdout_total = run->out.total,
        .stderr_total = run->err.total,
    };
    tell_fate(run, &report);
    report.clean = wipe_after(run); /* last: a helper of the wipe clears the shared page */
    answer_report(&run->runner->outbox, run->id, &report);
}

void run_program(struct runner *runner, uint16_t id)
{
    const struct run_request *request = &runner->request.run;
    struct run run = {
        .runner = runner,
        .request = request,
        .id = id,
        .out = {.read_fd = -1, .write_fd = -1, .channel = 1, .id = id, .limit = request->stdout_limit_bytes},
        .err = {.read_fd = -1, .write_fd = -1, .channel = 2, .id = id, .limit = request->stderr_limit_bytes},
        .stdin_fd = -1,
        .killed_by = KILLED_BY_NOBODY,
    };

    if (runner->refused) {
        answer_error(&runner->outbox, id, fault_at(AT_RUN_AFTER_REFUSAL, 0));
        return;
    }
    struct fault fault = prepare(&run);
    if (!failed(fault))
        fault = start(&run);
    if (failed(fault)) {
        close_descriptors(&run);
        if (fault.at == AT_GONE_IDENTITY || fault.at == AT_GONE_CGROUP_READ)
            cannot_go_on(&run, fault);
        answer_error(&runner->outbox, id, fault);
        return;
    }
    supervise(&run);
    settle(&run);
    report(&run);
    close_descriptors(&run);
}
