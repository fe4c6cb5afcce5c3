#ifndef SERIN_PROGRAM_H
#define SERIN_PROGRAM_H

/*
 * From clone to exec. Everything is prepared before; nothing is allocated after.
 *
 * The child is a vfork with a stack of its own: until exec it shares the runner's memory, and the runner waits. That
 * saves the copy of the page tables and the page faults of both sides, a good part of what a short run costs. Sharing
 * memory with a child that changes its user is dangerous when a process of that user could trace it; here none is
 * alive, which the run before has proved, the memory is marked undumpable, and no filter ever lets a program trace. The
 * child writes to its own stack and to the shared page, nowhere else. Descriptors, limits, working directory and
 * oom_score_adj are not shared.
 */

#include "filter.h"
#include "limits.h"
#include "request.h"
#include "shared.h"

#include <sys/types.h>

enum { CANDIDATES_MAX = 64, CANDIDATE_TEXT_BYTES = 64 * 1024 };

struct program {
    const struct run_request *request;
    uid_t uid;
    int stdin_fd;  /* -1: /dev/null */
    int stdout_fd; /* -1: /dev/null */
    int stderr_fd;
    int input_fd; /* of the input file; -1: there is none */
    struct resource_limit limits[RESOURCE_COUNT];
    const struct filter *filter;
    struct shared *shared;
    char *stack_top;
    const char *candidates[CANDIDATES_MAX + 1]; /* paths to try, NULL-terminated */
    char text[CANDIDATE_TEXT_BYTES];
};

/* Where argv[0] may be: itself when it holds a slash, else below each directory of the program's own PATH. */
void program_find(struct program *program);

/* Once, at start: the stack of children, with a page below it that faults. */
struct fault program_map_stack(struct program *program);

/* The child's pid when it has executed the program or died; -1 and errno. A failure is left in the shared page. */
pid_t program_start(const struct program *program);

#endif
