#ifndef SERIN_CLOCK_H
#define SERIN_CLOCK_H

#include <stdint.h>

enum { NS_PER_US = 1000, NS_PER_MS = 1000000 };
#define NS_PER_S UINT64_C(1000000000)

/* Nanoseconds of CLOCK_MONOTONIC. */
uint64_t monotonic_ns(void);

/* CPU time of the calling process alone, its children not counted. */
uint64_t own_cpu_ns(void);

#endif
