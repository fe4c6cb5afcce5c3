#ifndef SERIN_CALIBRATE_H
#define SERIN_CALIBRATE_H

/*
 * Two fixed workloads by which a worker measures the machine it is on. They run as any program does, and the figures are those of
 * their reports: `cpu` is arithmetic that stays in the first-level cache, `memory` chases pointers through 32 MiB.
 */

#include <stdbool.h>

/* True when the workload was computed and its result is the known one. */
bool calibrate(const char *workload);

#endif
