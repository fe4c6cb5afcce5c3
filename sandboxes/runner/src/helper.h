#ifndef SERIN_HELPER_H
#define SERIN_HELPER_H

#include "location.h"
#include "shared.h"

#include <sys/types.h>

/*
 * Runs `work` in a child that has become the sandbox user, and waits for it. What a submission has left behind is only
 * ever opened that way: with no more rights than the submission had, and when nothing of it is alive.
 */
struct fault as_sandbox_user(uid_t uid, struct shared *shared, struct fault (*work)(void *), void *context);

#endif
