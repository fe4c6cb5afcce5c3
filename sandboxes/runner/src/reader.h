#ifndef SERIN_READER_H
#define SERIN_READER_H

/* Bytes from the worker, buffered. A frame may arrive in any number of pieces. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { READER_BYTES = 64 * 1024 };

struct reader {
    int fd; /* non-blocking */
    bool ended;
    size_t start;
    size_t end;
    uint8_t bytes[READER_BYTES];
};

/* Read once, without blocking. At the end of the stream, or on an error, `ended` becomes true. */
void reader_fill(struct reader *reader);

size_t reader_available(const struct reader *reader);
const uint8_t *reader_peek(const struct reader *reader);
void reader_skip(struct reader *reader, size_t length);

/* Moves up to `length` available bytes to `to`; the number moved. */
size_t reader_take(struct reader *reader, uint8_t *to, size_t length);

#endif
