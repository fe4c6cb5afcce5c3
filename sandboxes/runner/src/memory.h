#ifndef SERIN_MEMORY_H
#define SERIN_MEMORY_H

/*
 * How much memory a run uses, and whether that is too much.
 *
 * What counts is anonymous + shared memory of the container (memory.stat) above what it was when the run began, and what the
 * kernel holds for it (page tables, what waits in pipes and sockets, inodes) beyond an allowance that no ordinary program needs.
 * Page cache does not count: a program that reads a large file is not a large program. memory.stat costs ten microseconds,
 * so the usage counter is polled in its place. Usage is an upper bound of what counts; memory.stat is read only when
 * usage is over the limit (then it decides) or has grown by a sixteenth since the last look (then it is for the
 * record).
 *
 * The peak reported is the larger of what was seen so and of the rusage of the processes reaped, which also knows what
 * came and went between two looks. The rusage counts pages of mapped files too: the leader's, as last seen in
 * /proc/PID/status, are taken off. What is left may still be a child's files, so it never passes a limit: it is reported up to
 * the limit and no further.
 *
 * Accuracy: within 16 MiB of the limit polls come every half millisecond, in which a program can touch some 3 MiB; the kernel sums
 * memory.stat up when some 64 pages per CPU of the machine have changed, so it may be that much behind (half a MiB on two CPUs).
 */

#include "cgroup.h"
#include "location.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct memory_watch {
    uint64_t base_bytes; /* anon + shmem at the beginning */
    uint64_t base_kernel_bytes;
    uint64_t limit_bytes;
    uint64_t peak_bytes;      /* seen, above base */
    uint64_t look_over_bytes; /* usage above which the next look is due */
    uint64_t file_rss_bytes;  /* pages of mapped files that the leader had at a look, at most */
    bool is_near;             /* the limit could be passed between two ordinary polls */
};

struct fault memory_begin(struct memory_watch *watch, const struct cgroup *cgroup, uint64_t limit_bytes);

/* One poll. `*exceeded` becomes true when the limit is passed. */
struct fault memory_poll(struct memory_watch *watch, const struct cgroup *cgroup, pid_t leader, bool *exceeded);

/* Pure: what counts of the figures, above those at the beginning. */
uint64_t memory_counted(const struct memory_watch *watch, const struct memory_figures *now);

/* Pure: what to report, given the largest resident size of any process that was reaped. */
uint64_t memory_peak(const struct memory_watch *watch, uint64_t max_rss_bytes);

/* Pure: usage up to which no further look is needed. */
uint64_t memory_next_look(uint64_t usage_bytes, uint64_t base_bytes, uint64_t limit_bytes);

/* Pure: `RssFile` of a /proc/PID/status in bytes; 0 when it is not there (a zombie). */
uint64_t memory_file_rss(const char *status);

#endif
