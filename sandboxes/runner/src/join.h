#ifndef SERIN_JOIN_H
#define SERIN_JOIN_H

/*
 * Two programs of one slot, in containers of their own, joined by FIFOs.
 *
 * The FIFOs lie in a volume that both containers mount below a directory that only root may enter, so that no program reaches one
 * by its name. Both runners first JOIN: each opens both FIFOs for reading and writing, which never blocks. The next RUN opens the
 * ends that its program is for, one direction each, and gives up the others when the program has its own. So nobody waits for the
 * other in open(), nobody finds an end of file that is none, and what one side writes before the other has begun is kept.
 *
 * A runner holds its program's own two ends until it has noted the program's end, or sees it idle (supervise.c): a peer that ends because
 * of this one is never noted before it.
 *
 * A name lives from the first JOIN of a pair to its first RUN, which removes it. Every pair has FIFOs of its own, therefore, and meets
 * nothing that an earlier one has left.
 *
 * Root owns the FIFOs, and everybody may open them who has them as a descriptor: programs reopen /dev/stdin and /dev/stdout. One that
 * opens the other direction of its own streams can talk to itself and keep itself from an end of file; when it is dead that is over.
 * The buffers count among the pipes of the sandbox user who was first to open them, not among root's.
 */

#include "location.h"
#include "request.h"

#include <stdbool.h>
#include <sys/types.h>

#define JOIN_DIRECTORY "/.serin-pipes/joined"

struct join_end {
    int fd; /* O_RDWR; -1: none */
    char name[FIFO_NAME_BYTES_MAX + 1];
};

struct join {
    int directory_fd; /* O_PATH; -1: this container has none */
    struct join_end in;
    struct join_end out;
};

/* Once, at start. A container without the directory serves everything but JOIN. */
void join_begin(struct join *join);

/* Opens both, in place of what was open. On failure nothing is. */
struct fault join_open(struct join *join, uid_t uid, const struct join_request *request);

bool join_is_open(const struct join *join);

/* The program's ends, which the caller closes. From here on nobody finds the FIFOs by their names. */
struct fault join_take(const struct join *join, int *stdin_fd, int *stdout_fd);

/* Closes what is open, and removes the names where they still stand for that. */
void join_release(struct join *join);

#endif
