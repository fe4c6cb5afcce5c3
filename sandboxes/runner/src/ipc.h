#ifndef SERIN_IPC_H
#define SERIN_IPC_H

#include "location.h"

#include <stdbool.h>

/*
 * Objects that outlive every process: System V shared memory, semaphores and message queues, POSIX message queues. The
 * filters deny making them; a reset proves that none is there.
 */
struct ipc {
    int sysv_fds[3];
    int mqueue_fd; /* -1: this container has no /dev/mqueue */
};

struct fault ipc_open(struct ipc *ipc);
bool ipc_sysv_is_empty(const struct ipc *ipc);
bool ipc_mqueue_is_empty(const struct ipc *ipc);

#endif
