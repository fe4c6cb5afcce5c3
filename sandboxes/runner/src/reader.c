#include "reader.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

size_t reader_available(const struct reader *reader)
{
    return reader->end - reader->start;
}

const uint8_t *reader_peek(const struct reader *reader)
{
    return reader->bytes + reader->start;
}

void reader_skip(struct reader *reader, size_t length)
{
    reader->start += length;
}

size_t reader_take(struct reader *reader, uint8_t *to, size_t length)
{
    size_t taken = length < reader_available(reader) ? length : reader_available(reader);
    if (taken > 0)
        memcpy(to, reader_peek(reader), taken);
    reader_skip(reader, taken);
    return taken;
}

void reader_fill(struct reader *reader)
{
    if (reader->start > 0) {
        memmove(reader->bytes, reader->bytes + reader->start, reader_available(reader));
        reader->end -= reader->start;
        reader->start = 0;
    }
    if (reader->end == READER_BYTES)
        return;
    ssize_t got = read(reader->fd, reader->bytes + reader->end, READER_BYTES - reader->end);
    if (got > 0)
        reader->end += (size_t)got;
    else if (got == 0 || (errno != EAGAIN && errno != EINTR))
        reader->ended = true;
}
