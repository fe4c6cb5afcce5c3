/* Tries to trace, read and write PID 1 and a child of its own, and to take a descriptor from them. */
#define _GNU_SOURCE
#include "probe.h"

#include <signal.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static void attack(pid_t pid)
{
    char bytes[64] = "";
    struct iovec here = {bytes, sizeof bytes};
    struct iovec there = {(void *)attack, sizeof bytes};
    refused("PTRACE_ATTACH", ptrace(PTRACE_ATTACH, pid, 0, 0));
    refused("PTRACE_SEIZE", ptrace(PTRACE_SEIZE, pid, 0, 0));
    refused("process_vm_readv", process_vm_readv(pid, &here, 1, &there, 1, 0));
    refused("process_vm_writev", process_vm_writev(pid, &here, 1, &there, 1, 0));
    refused("kcmp", syscall(SYS_kcmp, pid, getpid(), 0, 0, 0));
    int descriptor = (int)syscall(SYS_pidfd_open, pid, 0);
    refused("pidfd_getfd", syscall(SYS_pidfd_getfd, descriptor, 0, 0));
    refused("process_madvise", syscall(SYS_process_madvise, descriptor, &there, 1, 21, 0));
}

int main(void)
{
    pid_t child = fork();
    if (child == 0)
        for (;;)
            pause();
    attack(1);
    attack(getppid());
    attack(child);
    refused("PTRACE_TRACEME", ptrace(PTRACE_TRACEME, 0, 0, 0));
    kill(child, SIGKILL);
    return verdict(22);
}
