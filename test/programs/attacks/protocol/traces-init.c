/* Attaches to PID 1 and reads and writes its memory by every call. It is another user's, not dumpable, and the calls are refused. */
#define _GNU_SOURCE
#include "attempt.h"

#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

int main(void)
{
    char byte = 0;
    int affinity = 1, pidfd = (int)syscall(SYS_pidfd_open, 1, 0);
    struct iovec here = {&byte, 1}, there = {(void *)0x400000, 1};
    fails_with("PTRACE_ATTACH", ptrace(PTRACE_ATTACH, 1, NULL, NULL), EPERM);
    fails_with("PTRACE_SEIZE", ptrace(PTRACE_SEIZE, 1, NULL, NULL), EPERM);
    fails_with("process_vm_readv", process_vm_readv(1, &here, 1, &there, 1, 0), EPERM);
    fails_with("process_vm_writev", process_vm_writev(1, &here, 1, &there, 1, 0), EPERM);
    fails_with("kcmp", syscall(SYS_kcmp, 1, getpid(), 0, 0, 0), EPERM);
    for (int fd = 0; fd < 32; fd++)
        fails_with("pidfd_getfd", syscall(SYS_pidfd_getfd, pidfd, fd, 0), EPERM);
    fails_with("sched_setaffinity", syscall(SYS_sched_setaffinity, 1, sizeof affinity, &affinity), EPERM);
    fails_with("setpriority", syscall(SYS_setpriority, 0, 1, 19), EPERM);
    fails_with("setpgid", setpgid(1, 0), ESRCH);
    fails_with("its process group", setpgid(0, 1), EPERM);
    fails("its robust list", syscall(SYS_get_robust_list, 1, &here, &there));
    return told(42);
}
