#include "stream.h"

#include "frame.h"
#include "identity.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static void close_once(int *fd)
{
    if (*fd >= 0)
        (void)close(*fd);
    *fd = -1;
}

void stream_close_write(struct stream *stream)
{
    close_once(&stream->write_fd);
}

void stream_close_read(struct stream *stream)
{
    close_once(&stream->read_fd);
}

static bool open_one(struct stream *stream)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return false;
    stream->read_fd = ends[0];
    stream->write_fd = ends[1];
    (void)fcntl(ends[1], F_SETPIPE_SZ, STREAM_PIPE_BYTES); /* where it may not be so large it is only slower */
    return fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0;       /* the read end alone: the program's end blocks */
}

struct fault stream_open_pair(struct stream *out, struct stream *err, uid_t uid)
{
    struct fault fault = identity_borrow(uid);
    if (failed(fault))
        return fault;
    if ((out != NULL && !open_one(out)) || !open_one(err))
        fault = fault_at(AT_RUN_PIPE, errno);
    struct fault returned = identity_return();
    if (failed(fault) || failed(returned)) {
        if (out != NULL) {
            stream_close_read(out);
            stream_close_write(out);
        }
        stream_close_read(err);
        stream_close_write(err);
    }
    return failed(returned) ? returned : fault;
}

bool stream_is_over(const struct stream *stream)
{
    return stream->total > stream->limit;
}

static void hand_on(const struct stream *stream, struct outbox *outbox, uint8_t *frame, uint64_t length)
{
    struct frame_header header = {.length = (uint32_t)length + 1, .type = ANSWER_OUTPUT, .id = stream->id};
    frame_encode(frame, &header);
    frame[FRAME_HEADER_BYTES] = stream->channel;
    outbox_commit(outbox, FRAME_HEADER_BYTES + 1 + (size_t)length);
}

/*
 * As much as a frame takes. A program may put its pipe into packet mode (O_DIRECT), where each read gives one write of a byte or
 * two; a frame for each would flood the worker.
 */
static uint64_t fill(int fd, uint8_t *body, bool *empty)
{
    size_t filled = 0;
    *empty = false;
    while (filled < OUTPUT_BYTES_MAX) {
        ssize_t got = read(fd, body + filled, OUTPUT_BYTES_MAX - filled);
        if (got <= 0) {
            *empty = true; /* for now, or closed by everybody */
            break;
        }
        filled += (size_t)got;
    }
    return filled;
}

uint64_t stream_read(struct stream *stream, struct outbox *outbox)
{
    uint64_t before = stream->total;
    bool drops = stream->channel == 2;
    stream->held = false;
    if (stream->read_fd < 0)
        return 0;

    while (stream->total - before < STREAM_PIPE_BYTES && (drops || !stream_is_over(stream))) {
        uint8_t *frame = outbox_reserve(outbox, FRAME_HEADER_BYTES + 1 + OUTPUT_BYTES_MAX);
        stream->held = frame == NULL;
        if (stream->held)
            break;
        bool empty;
        uint64_t got = fill(stream->read_fd, frame + FRAME_HEADER_BYTES + 1, &empty);
        uint64_t wanted = stream_is_over(stream) ? 0 : stream->limit - stream->total;
        uint64_t kept = got < wanted ? got : wanted;
        stream->total += got;
        if (kept > 0)
            hand_on(stream, outbox, frame, kept);
        if (empty)
            break;
    }
    return stream->total - before;
}
