#ifndef SERIN_COLLECT_H
#define SERIN_COLLECT_H

/*
 * COLLECT: regular files below /box, read by a helper with the sandbox uid when nothing of the submission is alive.
 * First every match is found and weighed, then files are handed out in path order, so that a refusal comes before the
 * first FILE. Links, devices, FIFOs and sockets are never opened; what the sandbox user may not read, and paths over
 * 1024 bytes, are passed over. Of files that are named nothing is passed over: each is handed out, or does not exist, or is
 * a fault.
 */

#include "location.h"
#include "outbox.h"
#include "request.h"

#include <stdint.h>
#include <sys/types.h>

#include "shared.h"

/* Frames FILE and DONE, or a fault. */
struct fault collect_files(const struct collect_request *request, uint16_t id, uid_t uid, struct shared *shared,
                           struct outbox *outbox);

#endif
