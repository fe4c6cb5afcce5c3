#ifndef SERIN_FUZZ_STAGE_H
#define SERIN_FUZZ_STAGE_H

/*
 * The stage on which the runner is fuzzed: everything of the operating system that could harm the machine, or make an input mean
 * something else tomorrow, is a dummy; the rest is real.
 *
 * The linker puts `__wrap_NAME` in the place of NAME (the list is in the Makefile). While no act is on, each of them passes the call
 * on, so that the fuzzer itself works as ever. During an act
 *   _exit       ends the act with its code; in a helper it ends the helper
 *   open        knows /box, /proc and the stage's own directories; any other path is a finding
 *   close       insists that the descriptor is open: closing twice closes somebody else's one day
 *   fork        is replaced as a whole: a helper's work is done in place, and what it leaves open is closed
 *   clone       makes a pretended program (pretend.c); wait4, kill, getpid and the polls belong to it
 *   set*id      only remembers who the runner is
 *   the clocks  stand still but for what is waited
 * Files, memory files, pipes and directories are the kernel's own.
 */

#include "scratch.h"

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { STAGE_UID = 1000, STAGE_FDS = 128 };

enum stage_directory { STAGE_BOX, STAGE_APP, STAGE_OUTSIDE, STAGE_PIPES, STAGE_DIRECTORIES };

struct stage {
    bool on;                          /* an act is on */
    bool in_helper;
    int exit_code;
    jmp_buf exit_act;
    jmp_buf exit_helper;
    uid_t effective;
    uint64_t now_ns;
    int fds[STAGE_DIRECTORIES];       /* O_PATH */
    char paths[STAGE_DIRECTORIES][96];
    bool open_before[STAGE_FDS];      /* descriptors that are none of the act's */
};

extern struct stage stage;

/* Once: the directories, and a file outside that nobody may touch. */
void stage_build(void);

/* Runs `act` until it returns (-1) or ends the runner (the exit code); then closes what it has left open. */
int stage_run(void (*act)(void *), void *context);

/* Descriptors that the act has open now. */
size_t stage_open_count(void);

/* Insists that what lies outside of /box and /app is as it was. */
void stage_check_outside(void);

bool stage_is_empty(enum stage_directory which);
void stage_empty(enum stage_directory which);

/* /box and /app as the runner knows them, /tmp and /dev/shm absent, empty and with old times. */
void stage_scratch(struct scratch all[static SCRATCH_COUNT]);

#endif
