#ifndef SERIN_FILTER_H
#define SERIN_FILTER_H

/*
 * The system call filter that a program gets just before exec, on top of the container's own. It takes away what only
 * the runner needs, and in the run phase what only compilers need. Another ABI than the native one kills the process:
 * 32-bit calls by their architecture, x32 by its bit in the number.
 *
 * The table is generated from sandboxes/seccomp/profile.yaml. System calls that the table does not know answer ENOSYS,
 * as they would on a kernel that does not have them: libc then falls back to older ones.
 */

#include "location.h"
#include "request.h"

#include <linux/filter.h>
#include <stddef.h>
#include <stdint.h>

enum { FILTER_NUMBERS = 1024, FILTER_INSTRUCTIONS_MAX = 1024 };

struct filter {
    size_t length;
    struct sock_filter code[FILTER_INSTRUCTIONS_MAX];
};

enum { FILTER_FOR_COMPILE = 1, FILTER_FOR_RUN = 2, FILTER_ABSENT = 4 };

/* One system call of the table: which phases may use it, and whether a refusal says ENOSYS instead of EPERM. */
struct filter_row {
    long number;
    unsigned flags;
};

extern const struct filter_row filter_rows[];
extern const size_t filter_row_count;

/* Pure. Fails only when the table does not fit. */
struct fault filter_build(struct filter *filter, enum phase phase);

/* What a filter answers to a call of `architecture` (AUDIT_ARCH_…). For tests: a tiny interpreter. */
uint32_t filter_answer(const struct filter *filter, uint32_t architecture, uint32_t number);

struct fault filter_install(const struct filter *filter);

#endif
