/* Computes for most of each millisecond and sleeps at its end: a clock that samples at ticks would find it asleep. */
#include <time.h>
#include <unistd.h>

static long now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000 + now.tv_nsec;
}

int main(void)
{
    for (;;) {
        for (long began = now_ns(); now_ns() - began < 800000;) {
        }
        usleep(1);
    }
}
