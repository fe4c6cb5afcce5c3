#ifndef SERIN_DIE_H
#define SERIN_DIE_H

#include "location.h"
#include "outbox.h"

#include <stdint.h>

/* The ways in which the runner ends. PID 1's exit makes the kernel kill everything else in the container. */

enum {
    EXIT_HUNG_UP = 0,     /* the worker has closed the stream, or asked by SIGTERM: nothing is wrong */
    EXIT_OUR_FAULT = 70,  /* EX_SOFTWARE: the runner cannot go on */
    EXIT_PROTOCOL = 71,   /* the worker said something that is not in the protocol */
};

_Noreturn void hang_up(void);

/* Says what went wrong and ends the runner with `code`. */
_Noreturn void die(struct outbox *outbox, uint16_t id, struct fault fault, int code);

#endif
