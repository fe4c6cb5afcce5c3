#ifndef SERIN_IDENTITY_H
#define SERIN_IDENTITY_H

#include "location.h"

#include <sys/types.h>

/* Become the sandbox user for good: groups, gid, uid. The group has the user's number. */
struct fault identity_drop(uid_t uid);

/*
 * Be the sandbox user for a moment, so that what is made now (pipes, memory files) belongs to it and is counted against
 * its quotas, not against those of root, which all containers share. Only while nothing of that user is alive: for
 * this moment it could send signals to the runner.
 */
struct fault identity_borrow(uid_t uid);
struct fault identity_return(void);

#endif
