#ifndef SERIN_FUZZ_PRETEND_H
#define SERIN_FUZZ_PRETEND_H

/* The other two in a conversation: the worker at the far end of the streams, and the program that RUN makes. */

#include "insist.h"
#include "runner.h"

enum { CONTROL_BYTES = 8 };

/* The first bytes of an input. All zeros: everything comes at once, and programs do nothing and exit with 0. */
struct control {
    uint8_t flags;        /* CONTROL_… */
    uint8_t piece;        /* how many bytes a read gives; 0: as many as wanted */
    uint8_t gulp;         /* how many KiB the worker takes at once; 0: all */
    uint8_t fate;         /* how a program ends */
    uint8_t patience;     /* how many polls it lives */
    uint8_t output;       /* how much it writes at every poll, in 256 bytes */
    uint8_t stubbornness; /* how many looks it takes to die when killed, and how many orphans it leaves */
    uint8_t artifacts;    /* what it makes in /box, one bit each */
};

enum {
    CONTROL_VERSION_1 = 1,   /* control groups of version 1 */
    CONTROL_UNREADABLE = 2,  /* figures that make no sense, from the first run on */
    CONTROL_HOARD = 4,       /* there is no room left for kept inputs */
    CONTROL_GONE = 8,        /* the worker is gone when the runner waits for it to take more */
    CONTROL_TERM = 16,       /* SIGTERM comes during a run */
    CONTROL_HEAVY = 32,      /* memory is over every limit */
};

struct pretence {
    struct control control;
    struct runner *runner;
    struct feed stream;      /* what the worker has not sent yet */
    int worker_fd;           /* stands for standard input and output */
    int signal_fd;
    int figures_fd;          /* of the usage counter */
    bool gone;               /* the worker was found gone */
    bool full;               /* the worker takes nothing at the next write */
    unsigned waits;          /* of the runner, for requests */
    bool alive;              /* a program is */
    bool reaped;
    bool killed;
    unsigned polls;          /* since it began */
    unsigned looks;          /* at the dead since it was killed */
    unsigned orphans;        /* still to be reaped */
    int write_fds[2];        /* its ends of the pipes */
    bool term_due;
};

extern struct pretence pretence;

/* Called at every wait for a request: the runner does nothing else then. */
void pretend_idle(void);

/* Takes what the runner writes to the worker. */
void pretend_hear(const uint8_t *bytes, size_t length);

#endif
