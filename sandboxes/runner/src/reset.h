#ifndef SERIN_RESET_H
#define SERIN_RESET_H

#include "answer.h"
#include "runner.h"

/* Kill, wipe, forget, and prove it. A fault is one after which the runner cannot go on. */
struct fault reset(struct runner *runner, struct reset_outcome *outcome);

/* Anonymous, shared and kernel memory of the container: what a submission can leave behind, page cache not counted. */
struct fault reset_memory_bytes(const struct runner *runner, uint64_t *bytes);

#endif
