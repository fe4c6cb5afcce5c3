#include "clock.h"
#include "die.h"
#include "limits.h"
#include "run_state.h"
#include "signals.h"

#include <errno.h>
#include <poll.h>
#include <time.h>
#include <unistd.h>

static const uint64_t first_tick_ns = 1 * NS_PER_MS;
static const uint64_t tick_ns = 2 * NS_PER_MS;
static const uint64_t full_pipe_tick_ns = 250 * NS_PER_US;
static const uint64_t near_memory_tick_ns = 500 * NS_PER_US;
static const uint64_t relay_tick_ns = 1 * NS_PER_MS;
static const uint64_t hold_ns = 100 * NS_PER_MS;
static const uint64_t idle_cpu_ns = 500 * NS_PER_US;

void supervise_begin(struct run *run)
{
    run->tick_due_ns = run->forked_ns + first_tick_ns;
    run->cpu_due_ns = run->forked_ns + limits_cpu_due_ns(0, run->request->cpu_limit_ns, run->cpus);
    run->holds_ends = run->request->joined;
    run->hold_due_ns = run->forked_ns + hold_ns;
}

static void let_go(struct run *run)
{
    if (!run->holds_ends)
        return;
    run->holds_ends = false;
    stream_close_write(&run->out);
    relay_let_go(&run->relay);
    (void)close(run->stdin_fd);
    run->stdin_fd = -1;
}

/*
 * A runner holds the two ends of a joined program until it has seen the program's end and noted when that was. Only then does the peer
 * find the end of file or SIGPIPE, so that whatever it does because of that is noted as later: otherwise a peer could end, and be seen to
 * have ended, before the runner of the one that was first gets the processor.
 *
 * A program that closes a stream and lives on has to be noticed, too. Where it has done nothing for a while, which is how it waits for the
 * answer to that, its ends are let go.
 */
static void check_hold(struct run *run, uint64_t now_ns)
{
    if (!run->holds_ends || now_ns < run->hold_due_ns)
        return;
    uint64_t used_ns = run_used_cpu_ns(run);
    if (used_ns < run->hold_cpu_ns + idle_cpu_ns)
        let_go(run);
    run->hold_cpu_ns = used_ns;
    run->hold_due_ns = now_ns + hold_ns;
}

static uint64_t least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static uint64_t wake_ns(const struct run *run)
{
    uint64_t wall_due_ns = run_started_ns(run) + run->held_ns + run->request->wall_limit_ns;
    uint64_t due_ns = least(wall_due_ns, least(run->tick_due_ns, run->cpu_due_ns));
    return run->holds_ends ? least(due_ns, run->hold_due_ns) : due_ns;
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
    uint64_t used_ns = run_used_cpu_ns(run);
    if (used_ns > run->request->cpu_limit_ns)
        run->killed_by = KILLED_BY_CPU;
    run->cpu_due_ns = now_ns + limits_cpu_due_ns(used_ns, run->request->cpu_limit_ns, run->cpus);
}

/*
 * While the worker does not take what was read, the program's pipe is not read either and the program waits for the worker. That
 * time is not held against it.
 */
static void count_held(struct run *run, uint64_t now_ns)
{
    bool held = run->out.held || run->err.held;
    if (run->held_since_ns != 0)
        run->held_ns += now_ns - run->held_since_ns;
    run->held_since_ns = held ? now_ns : 0;
}

static void read_streams(struct run *run, uint64_t now_ns)
{
    struct outbox *outbox = &run->runner->outbox;
    uint64_t read = stream_read(&run->out, outbox) + stream_read(&run->err, outbox);
    count_held(run, now_ns);
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
    if (run_wall_ns(run, now_ns) >= run->request->wall_limit_ns)
        run->killed_by = KILLED_BY_WALL;
    check_cpu(run, now_ns);
    check_hold(run, now_ns);
    if (now_ns >= run->tick_due_ns) {
        read_streams(run, now_ns);
        run_check_memory(run);
        if (run->memory.is_near)
            run->tick_due_ns = least(run->tick_due_ns, now_ns + near_memory_tick_ns);
    }
}

/* Sleeps until something happens or a check is due. */
static void wait_for_event(struct run *run)
{
    enum { WORKER, SIGNALS, OUTBOX, RELAY_FROM, RELAY_TO, EVENT_COUNT };
    struct runner *runner = run->runner;
    bool header_is_here = reader_available(&runner->reader) >= FRAME_HEADER_BYTES;
    struct pollfd events[EVENT_COUNT] = {
        [WORKER] = {.fd = runner->reader.fd, .events = header_is_here ? 0 : POLLIN},
        [SIGNALS] = {.fd = runner->signal_fd, .events = POLLIN},
        [OUTBOX] = {.fd = runner->outbox.fd,
                    .events = outbox_pending(&runner->outbox) > SEND_OVER_BYTES ? POLLOUT : 0},
        [RELAY_FROM] = {.fd = run->relay.blocked ? -1 : run->relay.from_fd, .events = POLLIN},
        [RELAY_TO] = {.fd = run->relay.to_fd, .events = 0},
    };
    uint64_t now_ns = monotonic_ns();
    uint64_t due_ns = run->relay.blocked ? least(wake_ns(run), now_ns + relay_tick_ns) : wake_ns(run);
    uint64_t pause_ns = due_ns > now_ns ? due_ns - now_ns : 0;
    struct timespec pause = {.tv_sec = (time_t)(pause_ns / NS_PER_S), .tv_nsec = (long)(pause_ns % NS_PER_S)};

    if (ppoll(events, EVENT_COUNT, &pause, NULL) < 0 && errno != EINTR)
        run_cannot_go_on(run, fault_at(AT_GONE_POLL, errno));
    if ((events[SIGNALS].revents & POLLIN) != 0)
        signals_take(runner->signal_fd);
    if ((events[OUTBOX].revents & (POLLOUT | POLLERR)) != 0)
        outbox_send(&runner->outbox);
    if ((events[OUTBOX].revents & (POLLERR | POLLHUP)) != 0)
        hang_up();
    if ((events[RELAY_TO].revents & POLLERR) != 0)
        relay_close(&run->relay); /* the other reads no more: so does nobody */
    if ((events[WORKER].revents & POLLIN) != 0)
        hear_worker(run);
    else if (events[WORKER].revents != 0)
        hang_up();
}

/* A CANCEL may have come in one piece with the RUN. */
void supervise(struct run *run)
{
    if (take_cancel(run))
        run->killed_by = KILLED_BY_CANCEL;
    while (run->killed_by == KILLED_BY_NOBODY) {
        (void)children_reap(&run->burial);
        if (run->burial.leader_dead)
            break;
        relay_pump(&run->relay, &run->runner->outbox);
        check_limits(run, monotonic_ns());
        if (run->killed_by == KILLED_BY_NOBODY)
            wait_for_event(run);
    }
    run->ended_ns = monotonic_ns();
    let_go(run);
}
