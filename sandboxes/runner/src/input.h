#ifndef SERIN_INPUT_H
#define SERIN_INPUT_H

/*
 * What programs read: memory files of the runner's, sealed before anybody else sees them.
 *
 * A program is given a descriptor of its own for reading. It can reopen that through /dev/stdin, each time from the
 * beginning, and can change neither the bytes nor the file's mode or times: root owns the file. So one file may serve many runs,
 * and a submission cannot leave a word for the next one in it.
 *
 * The pages are charged to the container before the run's baseline is taken, and the runner holds the file until the
 * report, so that they neither count as the program's memory nor can be given away for more.
 *
 * The worker may have an input kept under a number, for a later run. It decides what is kept and what is forgotten; nobody but the
 * runner can open what is kept.
 */

#include "location.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define INPUT_BYTES_MAX (UINT64_C(256) * 1024 * 1024)
#define KEPT_BYTES_MAX (UINT64_C(64) * 1024 * 1024)

enum { KEPT_INPUTS_MAX = 64 };

struct memory_file {
    int fd; /* -1: none */
    uint64_t length;
};

struct input {
    struct memory_file pending;
    struct memory_file kept[KEPT_INPUTS_MAX];
    uint64_t kept_bytes; /* pages of all that is kept */
};

void input_begin(struct input *input);

struct fault input_append(struct input *input, const uint8_t *bytes, size_t length);

/*
 * The input of the next run as a descriptor that the caller closes: the kept one of the number `from`, or what is pending (nothing
 * was sent: empty) where `from` is 0. Pending input is kept under the number `keep` unless that is 0.
 */
struct fault input_take(struct input *input, uint64_t from, uint64_t keep, int *fd);

/* Drops what is pending. */
void input_forget(struct input *input);

/* Drops what is kept under a number, if anything is. */
void input_release(struct input *input, uint64_t number);

#endif
