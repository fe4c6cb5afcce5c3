#ifndef SERIN_SCRATCH_H
#define SERIN_SCRATCH_H

/*
 * The work directories: /box, /app, /tmp, /dev/shm. Each is a tmpfs of its own, so that a comparison of statfs and of
 * the root directory's own attributes with those at start tells in constant time whether anything was left there.
 */

#include "location.h"
#include "shared.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct scratch_state {
    uint64_t free_blocks;
    uint64_t free_inodes;
    uint32_t mode;
    uid_t owner;
    int64_t modified_s;
    int64_t modified_ns;
};

enum { SCRATCH_BOX, SCRATCH_APP, SCRATCH_TMP, SCRATCH_SHM, SCRATCH_COUNT };

struct scratch {
    const char *path;
    const char *reason; /* what RESET_DONE calls it */
    int fd;             /* O_PATH; -1: this container does not have it */
    struct scratch_state baseline;
};

/* /box and /app must be there, owned by the sandbox user and by root; /tmp and /dev/shm may be absent. */
struct fault scratch_open(struct scratch all[static SCRATCH_COUNT], uid_t uid);

bool scratch_is_clean(const struct scratch *scratch);

/* Empties those of `all` that are not clean, but /app only `with_app`. What the sandbox user made, its uid removes. */
struct fault scratch_wipe(struct scratch all[static SCRATCH_COUNT], uid_t uid, struct shared *shared,
                          bool with_app);

/*
 * The reason of the first one that is not clean, NULL when all are. Gives the kernel up to `patience_ns`: what was open
 * or in flight in a dead process is freed a little after its death.
 */
const char *scratch_verify(const struct scratch all[static SCRATCH_COUNT], bool with_app, uint64_t patience_ns);

#endif
