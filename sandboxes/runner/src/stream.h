#ifndef SERIN_STREAM_H
#define SERIN_STREAM_H

/*
 * The program's standard output and error: a pipe each, owned by the sandbox user so that /dev/stdout can be reopened.
 *
 * The runner does not wake at every write of the program. On a shared core each such wake-up would cost a program that
 * flushes after every line two context switches a line. It reads at its own ticks instead, which come faster while
 * the pipe fills fast; the pipe is as large as an unprivileged pipe may be.
 */

#include "outbox.h"
#include "location.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum { STREAM_PIPE_BYTES = 1024 * 1024 };

struct stream {
    int read_fd;
    int write_fd;
    uint8_t channel;  /* 1 stdout, 2 stderr */
    uint16_t id;      /* of the run */
    uint64_t limit;   /* bytes handed on; what is over is read and dropped */
    uint64_t total;   /* bytes read */
    bool held;        /* the last read found no room in the outbox */
};

/* Pipes, made as the sandbox user; `out` may be NULL. On failure nothing stays open. */
struct fault stream_open_pair(struct stream *out, struct stream *err, uid_t uid);
void stream_close_write(struct stream *stream);
void stream_close_read(struct stream *stream);

/*
 * Reads what is there into OUTPUT frames; the number of bytes read. Nothing without a read end. Stops when the pipe is empty, when the outbox is
 * full, when `limit` was passed, or after as much as a pipe holds, so that an endless writer cannot keep the runner.
 */
uint64_t stream_read(struct stream *stream, struct outbox *outbox);

bool stream_is_over(const struct stream *stream);

#endif
