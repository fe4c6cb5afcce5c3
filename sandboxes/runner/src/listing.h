#ifndef SERIN_LISTING_H
#define SERIN_LISTING_H

/* Directory entries by getdents64: no allocation, `.` and `..` left out. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { LISTING_BYTES = 8192 };

struct listing {
    int fd;
    int error; /* errno of a failed read, else 0 */
    size_t at;
    size_t end;
    _Alignas(8) char bytes[LISTING_BYTES];
};

struct entry {
    const char *name; /* valid until the next call */
    unsigned char type; /* DT_… */
    int64_t next; /* where a listing that goes on behind this entry seeks to */
};

/* Begins at `position`: 0, or an entry's `next`. */
void listing_begin(struct listing *listing, int fd, int64_t position);

/* False at the end, and on an error. */
bool listing_next(struct listing *listing, struct entry *entry);

#endif
