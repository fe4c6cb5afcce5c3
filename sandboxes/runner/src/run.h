#ifndef SERIN_RUN_H
#define SERIN_RUN_H

#include "runner.h"

/*
 * RUN: prepare → start → supervise → settle → report. The request is `runner->request.run`.
 *
 *            leader dead, limit passed, CANCEL
 *   running ───────────────────────────────────► settling ──► reported
 *      │                                            │
 *      └── end of stream: exit 0                    └── processes that do not die: exit 70
 */
void run_program(struct runner *runner, uint16_t id);

#endif
