#include "relay.h"

#include "bytes.h"
#include "clock.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/limits.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum {
    PIPE_BYTES = 4096,
    FIFO_BYTES = 1024 * 1024, /* as large as an unprivileged one may be */
    FIFO_FULL_BYTES = 64 * 1024,
    PUMP_BYTES = 64 * 1024, /* at a time: an endless talker must not keep the runner */
    TIME_BYTES = 8,
};

_Static_assert(SAID_BYTES_MAX <= PIPE_BUF, "a piece is written whole or not at all");

static void close_once(int *fd)
{
    if (*fd >= 0)
        (void)close(*fd);
    *fd = -1;
}

struct fault relay_begin(struct relay *relay)
{
    int flags = fcntl(relay->to_fd, F_GETFL);
    if (flags < 0 || fcntl(relay->to_fd, F_SETFL, flags | O_NONBLOCK) != 0)
        return fault_at(AT_RUN_RELAY, errno);
    if (fcntl(relay->to_fd, F_SETPIPE_SZ, FIFO_BYTES) < 0 || fcntl(relay->from_fd, F_SETPIPE_SZ, PIPE_BYTES) < 0)
        return fault_at(AT_RUN_RELAY, errno);
    return no_fault();
}

/* A transcript has a beginning and no holes: where something could not be told, nothing after it is. */
static void tell(struct relay *relay, struct outbox *outbox)
{
    uint64_t wanted = relay->limit - relay->told;
    size_t length = relay->waiting < wanted ? relay->waiting : (size_t)wanted;
    if (length == 0)
        return;
    uint8_t *frame = outbox_reserve(outbox, FRAME_HEADER_BYTES + TIME_BYTES + length);
    if (frame == NULL) {
        relay->limit = relay->told;
        return;
    }
    struct frame_header header = {.length = (uint32_t)(TIME_BYTES + length), .type = ANSWER_SAID, .id = relay->id};
    frame_encode(frame, &header);
    put_u64(frame + FRAME_HEADER_BYTES, monotonic_ns());
    memcpy(frame + FRAME_HEADER_BYTES + TIME_BYTES, relay->piece, length);
    outbox_commit(outbox, FRAME_HEADER_BYTES + TIME_BYTES + length);
    relay->told += length;
}

/* A program may have put its pipe into packet mode, where each read gives one write: see stream.c. */
static void fill(struct relay *relay)
{
    while (relay->waiting < SAID_BYTES_MAX) {
        ssize_t got = read(relay->from_fd, relay->piece + relay->waiting, SAID_BYTES_MAX - relay->waiting);
        if (got < 0 && errno == EINTR)
            continue;
        if (got == 0 || (got < 0 && errno != EAGAIN))
            close_once(&relay->from_fd);
        if (got <= 0)
            break;
        relay->waiting += (size_t)got;
    }
    relay->total += relay->waiting;
}

static bool has_room(const struct relay *relay)
{
    int held = 0;
    return ioctl(relay->to_fd, FIONREAD, &held) == 0 && held < FIFO_FULL_BYTES;
}

/* False where it does not fit, or nobody is there to read it. */
static bool hand_on(struct relay *relay)
{
    ssize_t written;
    do
        written = write(relay->to_fd, relay->piece, relay->waiting);
    while (written < 0 && errno == EINTR);
    if (written == (ssize_t)relay->waiting) {
        relay->waiting = 0;
        return true;
    }
    if (written < 0 && errno == EAGAIN)
        relay->blocked = true;
    else
        relay_close(relay);
    return false;
}

/* False when there is nothing more to do for now. */
static bool step(struct relay *relay, struct outbox *outbox)
{
    if (relay->waiting == 0) {
        if (relay->from_fd < 0)
            return false;
        fill(relay);
        if (relay->waiting == 0)
            return false;
        tell(relay, outbox);
    }
    return hand_on(relay);
}

void relay_pump(struct relay *relay, struct outbox *outbox)
{
    uint64_t before = relay->total;
    relay->blocked = false;
    while (relay->to_fd >= 0 && relay->total - before < PUMP_BYTES) {
        relay->blocked = !has_room(relay);
        if (relay->blocked || !step(relay, outbox))
            break;
    }
    if (relay->let_go && relay->from_fd < 0 && relay->waiting == 0)
        relay_close(relay);
}

void relay_let_go(struct relay *relay)
{
    relay->let_go = true;
}

void relay_finish(struct relay *relay, struct outbox *outbox)
{
    while (relay->to_fd >= 0 && step(relay, outbox))
        ;
    relay_close(relay);
}

void relay_close(struct relay *relay)
{
    close_once(&relay->from_fd);
    close_once(&relay->to_fd);
    relay->waiting = 0;
    relay->blocked = false;
}
