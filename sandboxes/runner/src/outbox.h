#ifndef SERIN_OUTBOX_H
#define SERIN_OUTBOX_H

/*
 * Frames on their way to the worker. Writing never blocks while a program runs: what the worker does not take stays
 * here, and when there is no room left the program's output stays in its pipe, and then the program waits.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { OUTBOX_BYTES = 512 * 1024 };

struct outbox {
    int fd; /* non-blocking */
    size_t start;
    size_t end;
    uint8_t bytes[OUTBOX_BYTES];
};

/* Room for `length` bytes in one piece, or NULL. What is written there counts after `outbox_commit`. */
uint8_t *outbox_reserve(struct outbox *outbox, size_t length);
void outbox_commit(struct outbox *outbox, size_t length);

size_t outbox_pending(const struct outbox *outbox);

/* Send what the worker takes now. Hangs up when it has gone. */
void outbox_send(struct outbox *outbox);

/* Send everything, waiting for the worker. Hangs up when it has gone. */
void outbox_flush(struct outbox *outbox);

#endif
