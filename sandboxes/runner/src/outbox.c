#include "outbox.h"

#include "die.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

size_t outbox_pending(const struct outbox *outbox)
{
    return outbox->end - outbox->start;
}

uint8_t *outbox_reserve(struct outbox *outbox, size_t length)
{
    if (outbox->start == outbox->end) {
        outbox->start = 0;
        outbox->end = 0;
    }
    if (length > OUTBOX_BYTES - outbox->end && outbox->start > 0) {
        memmove(outbox->bytes, outbox->bytes + outbox->start, outbox_pending(outbox));
        outbox->end -= outbox->start;
        outbox->start = 0;
    }
    return length <= OUTBOX_BYTES - outbox->end ? outbox->bytes + outbox->end : NULL;
}

void outbox_commit(struct outbox *outbox, size_t length)
{
    outbox->end += length;
}

void outbox_send(struct outbox *outbox)
{
    while (outbox_pending(outbox) > 0) {
        ssize_t sent = write(outbox->fd, outbox->bytes + outbox->start, outbox_pending(outbox));
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0 && errno == EAGAIN)
            return;
        if (sent < 0)
            hang_up();
        outbox->start += (size_t)sent;
    }
}

void outbox_flush(struct outbox *outbox)
{
    for (;;) {
        outbox_send(outbox);
        if (outbox_pending(outbox) == 0)
            return;
        struct pollfd wait = {.fd = outbox->fd, .events = POLLOUT};
        (void)poll(&wait, 1, -1);
        if ((wait.revents & (POLLERR | POLLHUP | POLLNVAL)) != 0)
            hang_up();
    }
}
