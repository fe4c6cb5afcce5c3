#ifndef SERIN_INPUT_H
#define SERIN_INPUT_H

/*
 * The input of the next run: a memory file that is sealed before the program gets it. It can be reopened through
 * /dev/stdin, each time from its beginning, and never be changed. Its pages are charged to the container before the
 * run's baseline is taken, so they do not count as the program's memory.
 */

#include "location.h"

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define INPUT_BYTES_MAX (UINT64_C(256) * 1024 * 1024)

struct input {
    int fd; /* -1: nothing pending */
    uint64_t length;
};

struct fault input_append(struct input *input, uid_t uid, const uint8_t *bytes, size_t length);

/* Seals it and hands it over; the caller closes `*fd`. An input that nobody sent is empty. */
struct fault input_take(struct input *input, uid_t uid, int *fd);

void input_forget(struct input *input);

#endif
