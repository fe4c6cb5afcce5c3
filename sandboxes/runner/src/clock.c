#include "clock.h"

#include <time.h>

static uint64_t read_clock(clockid_t id)
{
    struct timespec at = {0};
    (void)clock_gettime(id, &at); /* cannot fail for these two clocks */
    return (uint64_t)at.tv_sec * NS_PER_S + (uint64_t)at.tv_nsec;
}

uint64_t monotonic_ns(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

uint64_t own_cpu_ns(void)
{
    return read_clock(CLOCK_PROCESS_CPUTIME_ID);
}
