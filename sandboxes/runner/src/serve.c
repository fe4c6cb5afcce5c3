#include "serve.h"

#include "answer.h"
#include "collect.h"
#include "die.h"
#include "frame.h"
#include "reset.h"
#include "run.h"
#include "signals.h"

#include <errno.h>
#include <poll.h>
#include <sys/mman.h>

/* Payloads up to this size stay resident; larger ones give their pages back, so that the runner stays small. */
enum { PAYLOAD_KEPT_BYTES = 64 * 1024 };

/* Waits until bytes have come. The worker's going, and SIGTERM, end the runner here. */
static void await_bytes(struct runner *runner)
{
    struct pollfd events[2] = {
        {.fd = runner->reader.fd, .events = POLLIN},
        {.fd = runner->signal_fd, .events = POLLIN},
    };
    outbox_flush(&runner->outbox);
    if (poll(events, 2, -1) < 0 && errno != EINTR)
        die(&runner->outbox, 0, fault_at(AT_GONE_POLL, errno), EXIT_OUR_FAULT);
    if ((events[1].revents & POLLIN) != 0)
        signals_take(runner->signal_fd);
    if (events[0].revents != 0)
        reader_fill(&runner->reader);
    if (runner->reader.ended && reader_available(&runner->reader) == 0)
        hang_up();
}

/* A stream that ends in the middle of a frame is a hang-up as well. */
static void await_more(struct runner *runner, size_t had)
{
    await_bytes(runner);
    if (runner->reader.ended && reader_available(&runner->reader) == had)
        hang_up();
}

static struct frame_header await_header(struct runner *runner)
{
    struct reader *reader = &runner->reader;
    while (reader_available(reader) < FRAME_HEADER_BYTES)
        await_more(runner, reader_available(reader));

    struct frame_header header;
    struct fault fault = frame_decode_request(reader_peek(reader), &header);
    if (failed(fault))
        die(&runner->outbox, header.id, fault, EXIT_PROTOCOL);
    reader_skip(reader, FRAME_HEADER_BYTES);
    return header;
}

static void await_payload(struct runner *runner, uint32_t length)
{
    size_t got = 0;
    while (got < length) {
        if (reader_available(&runner->reader) == 0)
            await_more(runner, 0);
        got += reader_take(&runner->reader, runner->payload + got, length - got);
    }
}

static void release_payload(struct runner *runner, uint32_t length)
{
    if (length > PAYLOAD_KEPT_BYTES) {
        const uintptr_t page = 4096;
        uintptr_t first = ((uintptr_t)runner->payload + page - 1) & ~(page - 1);
        uintptr_t last = ((uintptr_t)runner->payload + sizeof runner->payload) & ~(page - 1);
        (void)madvise((void *)first, last - first, MADV_DONTNEED);
    }
}

static void refuse(struct runner *runner, uint16_t id, struct fault fault)
{
    if (fault.at == AT_GONE_IDENTITY)
        die(&runner->outbox, id, fault, EXIT_OUR_FAULT);
    runner->refused = true;
    answer_error(&runner->outbox, id, fault);
}

/* STDIN goes to its memory file as it comes, in pieces of the reader's buffer. */
static void serve_stdin(struct runner *runner, const struct frame_header *header)
{
    struct reader *reader = &runner->reader;
    struct fault fault = input_append(&runner->input, NULL, 0);
    uint32_t left = header->length;
    while (left > 0) {
        if (reader_available(reader) == 0)
            await_more(runner, 0);
        size_t piece = reader_available(reader) < left ? reader_available(reader) : left;
        if (!failed(fault))
            fault = input_append(&runner->input, reader_peek(reader), piece);
        reader_skip(reader, piece);
        left -= (uint32_t)piece;
    }
    if (failed(fault))
        refuse(runner, header->id, fault);
}

static void require_valid(struct runner *runner, uint16_t id, struct fault fault)
{
    if (failed(fault))
        die(&runner->outbox, id, fault, EXIT_PROTOCOL);
}

static void serve_put(struct runner *runner, const struct frame_header *header)
{
    struct put_request *put = &runner->request.put;
    require_valid(runner, header->id, decode_put(runner->payload, header->length, put));
    struct fault fault = put_file(&runner->put, put);
    if (failed(fault))
        refuse(runner, header->id, fault);
}

static void serve_run(struct runner *runner, const struct frame_header *header)
{
    require_valid(runner, header->id, decode_run(runner->payload, header->length, &runner->request.run));
    run_program(runner, header->id);
}

static void serve_collect(struct runner *runner, const struct frame_header *header)
{
    struct collect_request *collect = &runner->request.collect;
    require_valid(runner, header->id, decode_collect(runner->payload, header->length, collect));
    struct fault fault = collect_files(collect, header->id, runner->uid, runner->shared, &runner->outbox);
    if (failed(fault))
        answer_error(&runner->outbox, header->id, fault);
}

static void serve_join(struct runner *runner, const struct frame_header *header)
{
    struct join_request *join = &runner->request.join;
    require_valid(runner, header->id, decode_join(runner->payload, header->length, join));
    struct fault fault = join_open(&runner->join, runner->uid, join);
    if (fault.at == AT_GONE_IDENTITY)
        die(&runner->outbox, header->id, fault, EXIT_OUR_FAULT);
    if (failed(fault))
        answer_error(&runner->outbox, header->id, fault);
    else
        answer_done(&runner->outbox, header->id, 0, 0);
}

static void serve_forget(struct runner *runner, const struct frame_header *header)
{
    uint64_t number;
    require_valid(runner, header->id, decode_forget(runner->payload, header->length, &number));
    input_release(&runner->input, number);
}

static void serve_reset(struct runner *runner, const struct frame_header *header)
{
    struct reset_outcome outcome;
    struct fault fault = reset(runner, &outcome);
    if (failed(fault))
        die(&runner->outbox, header->id, fault, EXIT_OUR_FAULT);
    answer_reset_done(&runner->outbox, header->id, &outcome);
}

static void serve_request(struct runner *runner, const struct frame_header *header)
{
    switch ((int)header->type) {
    case REQUEST_PUT:
        serve_put(runner, header);
        break;
    case REQUEST_RUN:
        serve_run(runner, header);
        break;
    case REQUEST_COLLECT:
        serve_collect(runner, header);
        break;
    case REQUEST_FORGET:
        serve_forget(runner, header);
        break;
    case REQUEST_JOIN:
        serve_join(runner, header);
        break;
    case REQUEST_RESET:
        serve_reset(runner, header);
        break;
    default:
        break; /* CANCEL, and nothing runs */
    }
}

_Noreturn void serve(struct runner *runner)
{
    answer_hello(&runner->outbox, RUNNER_VERSION, runner->cgroup.version, runner->uid);
    for (;;) {
        struct frame_header header = await_header(runner);
        if (header.type == REQUEST_STDIN) {
            serve_stdin(runner, &header);
            continue;
        }
        await_payload(runner, header.length);
        serve_request(runner, &header);
        release_payload(runner, header.length);
    }
}
