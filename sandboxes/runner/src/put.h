#ifndef SERIN_PUT_H
#define SERIN_PUT_H

/* PUT: files below /app, which root alone may write. */

#include "request.h"

struct put_state {
    int app_fd; /* O_PATH of /app */
    int file_fd; /* the file put last, -1 when there is none */
    char path[PATH_BYTES_MAX + 1];
};

struct fault put_file(struct put_state *state, const struct put_request *put);

/* Close the file put last: the kernel does not execute a file that is open for writing. */
void put_finish(struct put_state *state);

#endif
