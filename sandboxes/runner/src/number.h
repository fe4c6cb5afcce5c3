#ifndef SERIN_NUMBER_H
#define SERIN_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The whole of `text` as a decimal number: no sign, no white space, nothing behind it, no overflow. */
bool parse_u64(const char *text, size_t length, uint64_t *value);

#endif
