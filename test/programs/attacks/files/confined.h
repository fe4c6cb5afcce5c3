/* Proves that this process has the user, the filter and the limits of every program, and says `held`. The status of main. */
#ifndef CONFINED_H
#define CONFINED_H

#include "attempt.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static inline int prove_confined(void)
{
    struct rlimit files;
    holds("no other user", getuid() >= 200000 && geteuid() == getuid() && getegid() == getgid());
    holds("no new privileges", prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1);
    holds("a filter", prctl(PR_GET_SECCOMP, 0, 0, 0, 0) == 2);
    holds("the limits", getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_max == 1024);
    fails_with("socket", socket(AF_INET, SOCK_STREAM, 0), EPERM);
    fails_with("unshare", syscall(SYS_unshare, 0x10000000), EPERM);
    fails_with("setuid", setuid(0), EPERM);
    return told(7);
}

#endif
