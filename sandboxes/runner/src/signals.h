#ifndef SERIN_SIGNALS_H
#define SERIN_SIGNALS_H

#include "location.h"

/*
 * The runner takes SIGCHLD, SIGTERM and SIGINT from a descriptor and nothing from handlers. Every disposition is the
 * default but SIGPIPE's, which is ignored: a broken pipe is seen at the write.
 */
struct fault signals_open(int *signal_fd);

/* Takes what has come. SIGTERM and SIGINT end the runner. */
void signals_take(int signal_fd);

/* In a child, before exec: default dispositions, nothing blocked. */
struct fault signals_reset(void);

#endif
