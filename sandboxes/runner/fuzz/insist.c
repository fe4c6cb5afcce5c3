#include "insist.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Noreturn void insist_failed(const char *what, const char *file, int line)
{
    fprintf(stderr, "%s:%d: %s does not hold\n", file, line, what);
    abort();
}

uint8_t feed_byte(struct feed *feed)
{
    if (feed->left == 0)
        return 0;
    feed->left--;
    return *feed->at++;
}

/* The protocol is little-endian, and so is every machine that the runner is built for. */
bool raw_next(struct feed *feed, struct raw_field *field)
{
    enum { HEADER = 6 };
    if (feed->left < HEADER)
        return false;
    memcpy(&field->tag, feed->at, sizeof field->tag);
    memcpy(&field->length, feed->at + 2, sizeof field->length);
    if (field->length > feed->left - HEADER)
        return false;
    field->bytes = feed->at + HEADER;
    feed->at += HEADER + field->length;
    feed->left -= HEADER + field->length;
    return true;
}

uint64_t raw_number(const struct raw_field *field)
{
    uint64_t number;
    INSIST(field->length == sizeof number);
    memcpy(&number, field->bytes, sizeof number);
    return number;
}
