#ifndef SERIN_FUZZ_INSIST_H
#define SERIN_FUZZ_INSIST_H

/* What every target shares: an assertion that no flag turns off, fields read a second time, bytes taken one by one. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define INSIST(condition) ((condition) ? (void)0 : insist_failed(#condition, __FILE__, __LINE__))

/* Says what does not hold and aborts, which the fuzzer takes for a finding. */
_Noreturn void insist_failed(const char *what, const char *file, int line);

/* The entry of every target. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The fuzzer's bytes, consumed from the front. Where there are none left they are zeros. */
struct feed {
    const uint8_t *at;
    size_t left;
};

uint8_t feed_byte(struct feed *feed);

/* A field as PROTOCOL.md describes it, read without the runner's own code, so that each can be held against the other. */
struct raw_field {
    uint16_t tag;
    uint32_t length;
    const uint8_t *bytes;
};

/* False at the end, and when what is left is not a whole field: `feed->left` tells which. */
bool raw_next(struct feed *feed, struct raw_field *field);

uint64_t raw_number(const struct raw_field *field);

#endif
