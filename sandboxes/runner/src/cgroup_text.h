#ifndef SERIN_CGROUP_TEXT_H
#define SERIN_CGROUP_TEXT_H

/* What the kernel writes about control groups, read. Pure: `text` is the whole of a file, terminated. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CGROUP_PATH_MAX = 256 };

/* Where the container's own groups are mounted. On v2 both paths are the same. */
struct cgroup_mounts {
    int version; /* 1 or 2 */
    char cpu[CGROUP_PATH_MAX];
    char memory[CGROUP_PATH_MAX];
};

/*
 * From /proc/self/mountinfo. Version 1 when controllers `cpuacct` and `memory` are mounted; version 2 when they are not
 * and a cgroup2 is; false otherwise.
 */
bool cgroup_find_mounts(const char *mountinfo, struct cgroup_mounts *mounts);

/* A file of one number and a newline: `memory.current`, `cpuacct.usage`. */
bool cgroup_parse_single(const char *text, uint64_t *value);

/* The value of `key` in a file of `key value` lines: `memory.stat`, `cpu.stat`, `memory.events`. */
bool cgroup_parse_keyed(const char *text, const char *key, uint64_t *value);

#endif
