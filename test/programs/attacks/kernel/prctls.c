/* Asks prctl, personality and prlimit for more than it has: capabilities, memory maps, higher limits. Names and dumpability stay its own affair. */
#define _GNU_SOURCE
#include "attempt.h"

#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

static void try_prctls(void)
{
    fails_with("PR_SET_MM", prctl(PR_SET_MM, PR_SET_MM_BRK, 0x10000, 0, 0), EPERM);
    fails("PR_SET_MM_EXE_FILE", prctl(PR_SET_MM, PR_SET_MM_EXE_FILE, 0, 0, 0));
    fails_with("PR_SET_SECUREBITS", prctl(PR_SET_SECUREBITS, 1, 0, 0, 0), EPERM);
    fails_with("PR_SET_IO_FLUSHER", prctl(PR_SET_IO_FLUSHER, 1, 0, 0, 0), EPERM);
    fails("PR_SET_NO_NEW_PRIVS off", prctl(PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0));
    fails("PR_SET_SECCOMP off", prctl(PR_SET_SECCOMP, 0, 0, 0, 0));
    for (unsigned long capability = 0; capability < 41; capability++) {
        fails("PR_CAP_AMBIENT_RAISE", prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0));
        fails("PR_CAPBSET_DROP", prctl(PR_CAPBSET_DROP, capability, 0, 0, 0));
    }
    holds("no new privileges", prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1);
    holds("a name", prctl(PR_SET_NAME, "runner", 0, 0, 0) == 0);
    holds("dumpability", prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 && prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) == 0);
}

static void try_limits(void)
{
    for (int resource = 0; resource < RLIM_NLIMITS; resource++) {
        struct rlimit now, higher;
        if (!holds("a limit", getrlimit(resource, &now) == 0))
            continue;
        higher = now;
        if (now.rlim_max != RLIM_INFINITY) {
            higher.rlim_max = now.rlim_max + 1;
            fails_with("one more", setrlimit(resource, &higher), EPERM);
            higher.rlim_max = RLIM_INFINITY;
            fails_with("no limit", setrlimit(resource, &higher), EPERM);
        }
        fails_with("PID 1's limit", prlimit(1, resource, &now, NULL), EPERM);
        fails_with("PID 1's limit, reading", prlimit(1, resource, NULL, &higher), EPERM);
    }
}

static void try_personalities(void)
{
    for (int bit = 0; bit < 32; bit++)
        fails_with("personality", syscall(SYS_personality, 1UL << bit), EPERM);
    fails_with("personality with an upper half", syscall(SYS_personality, 0x100000000UL | ADDR_NO_RANDOMIZE), EPERM);
    holds("the plain personality", syscall(SYS_personality, 0xffffffff) == 0);
}

int main(void)
{
    try_prctls();
    try_limits();
    try_personalities();
    return told(130);
}
