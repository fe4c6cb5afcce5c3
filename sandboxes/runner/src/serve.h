#ifndef SERIN_SERVE_H
#define SERIN_SERVE_H

#include "runner.h"

/* Takes one request after the other until the worker hangs up. */
_Noreturn void serve(struct runner *runner);

#endif
