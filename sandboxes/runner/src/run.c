#include "run.h"

#include "answer.h"
#include "beneath.h"
#include "children.h"
#include "clock.h"
#include "identity.h"
#include "limits.h"
#include "memory.h"
#include "run_state.h"
#include "stream.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATIENCE_AFTER_WIPE_MS = 20 };

#define SILENT_BURIAL_NS (200 * NS_PER_MS)

/* An output file over this size takes its time to be handed on. */
#define SILENT_FILE_BYTES (1024 * 1024)

static void close_descriptors(struct run *run)
{
    stream_close_read(&run->out);
    stream_close_read(&run->err);
    stream_close_write(&run->out);
    stream_close_write(&run->err);
    relay_close(&run->relay);
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
    bool has_file = run->request->input_file != NULL;
    program->stdin_fd = has_file ? -1 : run->stdin_fd;
    program->input_fd = has_file ? run->stdin_fd : -1;
    program->stdout_fd = run->out.write_fd;
    program->stderr_fd = run->err.write_fd;
    program->filter = run->request->phase == PHASE_COMPILE ? &runner->compile_filter : &runner->run_filter;
    program->shared = runner->shared;
    program_find(program);
}

/* The program's own end of the FIFO, or the runner's where it relays: then the program has a pipe. */
static struct fault open_joined(struct run *run)
{
    struct runner *runner = run->runner;
    bool relays = run->request->transcript_bytes > 0;
    struct fault fault = join_take(&runner->join, &run->stdin_fd, relays ? &run->relay.to_fd : &run->out.write_fd);
    if (!failed(fault))
        fault = stream_open_pair(relays ? &run->out : NULL, &run->err, runner->uid);
    if (failed(fault) || !relays)
        return fault;
    run->relay.from_fd = run->out.read_fd;
    run->out.read_fd = -1;
    return relay_begin(&run->relay);
}

/* From here to there: FIFOs, or the input and what the runner reads. */
static struct fault open_streams(struct run *run)
{
    struct runner *runner = run->runner;
    const struct run_request *request = run->request;
    bool sent = runner->input.pending.fd >= 0;
    if (request->joined != join_is_open(&runner->join) || (request->joined && sent))
        return fault_at(AT_RUN_JOINED, 0);
    if (request->joined)
        return open_joined(run);
    struct fault fault = input_take(&runner->input, request->kept_input, request->keep_input, &run->stdin_fd);
    if (failed(fault))
        return fault;
    return stream_open_pair(request->output_file == NULL ? &run->out : NULL, &run->err, runner->uid);
}

static struct fault prepare(struct run *run)
{
    struct runner *runner = run->runner;
    put_finish(&runner->put);
    struct fault fault = limits_prepare(runner->program.limits, run->request);
    if (!failed(fault))
        fault = open_streams(run);
    if (failed(fault))
        return fault;
    prepare_program(run);
    shared_clear(runner->shared);
    run->cpus = limits_cpu_count();
    run->base_oom_kills = run_oom_kills(run);
    return memory_begin(&run->memory, &runner->cgroup, run->request->memory_limit_bytes);
}

static struct fault start(struct run *run)
{
    run->base_cpu_ns = run_others_cpu_ns(run);
    run->forked_ns = monotonic_ns();
    pid_t leader = program_start(&run->runner->program);
    if (leader < 0)
        return fault_at(AT_RUN_FORK, errno);
    run->burial.leader = leader;
    supervise_begin(run);
    stream_close_write(&run->err);
    if (run->request->joined) /* the program's own ends are held for a while: supervise.c */
        join_release(&run->runner->join);
    if (!run->request->joined || run->relay.to_fd >= 0)
        stream_close_write(&run->out);
    /* Any other input stays open here: it counts for the baseline of memory, and must not leave it when the program closes it. */
    return no_fault();
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

static void open_in_box(struct run *run)
{
    struct stat found;
    int box = open("/box", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (box < 0)
        return;
    int fd = open_beneath(box, run->request->output_file, O_RDONLY | O_NONBLOCK, 0);
    (void)close(box);
    if (fd < 0)
        return;
    if (fstat(fd, &found) != 0 || !S_ISREG(found.st_mode) || found.st_uid != run->runner->uid) {
        (void)close(fd);
        return;
    }
    run->out.read_fd = fd;
    if (found.st_size > SILENT_FILE_BYTES) {
        answer_ending(&run->runner->outbox, run->id);
        outbox_flush(&run->runner->outbox);
    }
}

/*
 * The output file takes the place of the pipe when nothing lives any more that could change it. It is opened as the sandbox user, and
 * only where the program has made a regular file of that name: otherwise there is no output.
 */
static void open_output_file(struct run *run)
{
    struct fault fault = identity_borrow(run->runner->uid);
    if (failed(fault))
        run_cannot_go_on(run, fault);
    open_in_box(run);
    fault = identity_return();
    if (failed(fault))
        run_cannot_go_on(run, fault);
}

/* A heavy tree takes its time to die; the worker is told, so that it does not take that for a runner that is lost. */
static struct fault bury_all(struct run *run)
{
    struct runner *runner = run->runner;
    struct fault fault = children_kill_all(&run->burial, runner->signal_fd, SILENT_BURIAL_NS);
    if (!failed(fault) || fault.error != ETIME)
        return fault;
    answer_ending(&runner->outbox, run->id);
    outbox_flush(&runner->outbox);
    return children_kill_all(&run->burial, runner->signal_fd, KILL_PATIENCE_NS);
}

static void settle(struct run *run)
{
    if (run->killed_by == KILLED_BY_NOBODY)
        run_check_memory(run); /* what the leader's children hold is still there */
    struct fault fault = bury_all(run);
    if (failed(fault))
        run_cannot_go_on(run, fault);
    relay_finish(&run->relay, &run->runner->outbox);
    if (run->request->output_file != NULL)
        open_output_file(run);
    drain(run);
    stream_close_read(&run->out); /* an output file that is open outlives the wipe */
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
    if (run->request->phase == PHASE_COMPILE || run->request->keep_box)
        return true;
    if (failed(scratch_wipe(runner->scratch, runner->uid, runner->shared, false)))
        return false;
    return scratch_verify(runner->scratch, false, PATIENCE_AFTER_WIPE_MS * NS_PER_MS) == NULL;
}

static void report(struct run *run)
{
    struct report report = {
        .cpu_ns = run_used_cpu_ns(run),
        .wall_ns = run_wall_ns(run, run->ended_ns),
        .memory_peak_bytes = memory_peak(&run->memory, run->burial.max_rss_bytes),
        .oom_kills = run_oom_kills(run) - run->base_oom_kills,
        .stdout_total = run->request->transcript_bytes > 0 ? run->relay.total : run->out.total,
        .stderr_total = run->err.total,
        .ended_ns = run->request->joined ? run->ended_ns : 0,
    };
    /* While it was held back it may have computed, too. */
    uint64_t lived_ns = run->ended_ns - run_started_ns(run);
    if (report.wall_ns < report.cpu_ns)
        report.wall_ns = report.cpu_ns < lived_ns ? report.cpu_ns : lived_ns;
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
        .relay = {.from_fd = -1, .to_fd = -1, .id = id, .limit = request->transcript_bytes},
        .stdin_fd = -1,
        .killed_by = KILLED_BY_NOBODY,
    };

    if (runner->refused) {
        join_release(&runner->join);
        answer_error(&runner->outbox, id, fault_at(AT_RUN_AFTER_REFUSAL, 0));
        return;
    }
    struct fault fault = prepare(&run);
    if (!failed(fault))
        fault = start(&run);
    if (failed(fault)) {
        close_descriptors(&run);
        join_release(&runner->join);
        if (fault.at == AT_GONE_IDENTITY || fault.at == AT_GONE_CGROUP_READ)
            run_cannot_go_on(&run, fault);
        answer_error(&runner->outbox, id, fault);
        return;
    }
    supervise(&run);
    settle(&run);
    report(&run);
    close_descriptors(&run);
}
