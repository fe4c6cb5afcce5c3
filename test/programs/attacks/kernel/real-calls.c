/* The calls that have broken sandboxes, each with arguments that are right, so that nothing but the filter can refuse it. */
#define _GNU_SOURCE
#include "attempt.h"

#include <linux/bpf.h>
#include <linux/io_uring.h>
#include <linux/keyctl.h>
#include <linux/perf_event.h>
#include <linux/seccomp.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static void asynchronous(void)
{
    struct io_uring_params ring = {0};
    unsigned long context = 0;
    fails_with("io_uring_setup", syscall(SYS_io_uring_setup, 8, &ring), ENOSYS);
    fails_with("io_setup", syscall(SYS_io_setup, 8, &context), EPERM);
    fails_with("userfaultfd", syscall(SYS_userfaultfd, 1), EPERM);
    fails_with("memfd_secret", syscall(SYS_memfd_secret, 0), EPERM);
    fails_with("inotify", syscall(SYS_inotify_init1, 0), EPERM);
    fails_with("fanotify", syscall(SYS_fanotify_init, 0x200, 0), EPERM);
}

static void programs_and_probes(void)
{
    union bpf_attr map = {.map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 4, .max_entries = 1};
    struct perf_event_attr event = {.type = PERF_TYPE_SOFTWARE, .size = sizeof event, .config = PERF_COUNT_SW_TASK_CLOCK, .exclude_kernel = 1};
    unsigned action = SECCOMP_RET_ERRNO;
    fails_with("bpf", syscall(SYS_bpf, BPF_MAP_CREATE, &map, sizeof map), EPERM);
    fails_with("perf_event_open", syscall(SYS_perf_event_open, &event, 0, -1, -1, 0), EPERM);
    fails_with("seccomp", syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action), EPERM);
    fails_with("seccomp listener", syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &action), EPERM);
    fails_with("landlock", syscall(SYS_landlock_create_ruleset, NULL, 0, 1), ENOSYS);
    fails_with("modify_ldt", syscall(SYS_modify_ldt, 0, &action, sizeof action), EPERM);
    fails_with("vmsplice", syscall(SYS_vmsplice, 1, NULL, 0, 0), EPERM);
}

static void things_that_outlive_a_process(void)
{
    fails_with("add_key", syscall(SYS_add_key, "user", "serin", "x", 1, KEY_SPEC_PROCESS_KEYRING), EPERM);
    fails_with("request_key", syscall(SYS_request_key, "user", "serin", NULL, KEY_SPEC_PROCESS_KEYRING), EPERM);
    fails_with("keyctl", syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID, KEY_SPEC_PROCESS_KEYRING, 1), EPERM);
    fails_with("shmget", syscall(SYS_shmget, 0, 4096, 0600), EPERM);
    fails_with("semget", syscall(SYS_semget, 0, 1, 0600), EPERM);
    fails_with("msgget", syscall(SYS_msgget, 0, 0600), EPERM);
    fails_with("mq_open", syscall(SYS_mq_open, "serin", 0102, 0600, NULL), EPERM);
}

static void other_processes(void)
{
    char byte = 0;
    struct iovec here = {&byte, 1}, there = {&byte, 1};
    int self = (int)syscall(SYS_pidfd_open, getpid(), 0);
    fails_with("ptrace", syscall(SYS_ptrace, PTRACE_TRACEME, 0, 0, 0), EPERM);
    fails_with("process_vm_readv", syscall(SYS_process_vm_readv, getpid(), &here, 1, &there, 1, 0), EPERM);
    fails_with("process_vm_writev", syscall(SYS_process_vm_writev, getpid(), &here, 1, &there, 1, 0), EPERM);
    fails_with("kcmp", syscall(SYS_kcmp, getpid(), getpid(), 0, 0, 0), EPERM);
    holds("a pidfd of oneself", self >= 0);
    fails_with("pidfd_getfd", syscall(SYS_pidfd_getfd, self, 1, 0), EPERM);
    fails_with("setns by pidfd", syscall(SYS_setns, self, 0x20000), EPERM);
}

static void the_machine(void)
{
    struct timespec now = {0};
    long timex[64] = {0};
    holds("the time", clock_gettime(CLOCK_REALTIME, &now) == 0);
    fails_with("clock_settime", syscall(SYS_clock_settime, CLOCK_REALTIME, &now), EPERM);
    fails_with("settimeofday", syscall(SYS_settimeofday, NULL, NULL), EPERM);
    fails_with("adjtimex, reading", syscall(SYS_adjtimex, timex), EPERM);
    fails_with("clock_adjtime, reading", syscall(SYS_clock_adjtime, CLOCK_REALTIME, timex), EPERM);
    fails_with("sethostname", syscall(SYS_sethostname, "serin", 5), EPERM);
    fails_with("the kernel's log", syscall(SYS_syslog, 10, NULL, 0), EPERM);
    fails_with("sync", syscall(SYS_sync), EPERM);
    fails_with("acct", syscall(SYS_acct, NULL), EPERM);
    fails_with("swapoff", syscall(SYS_swapoff, "/box/none"), EPERM);
    fails_with("chown to oneself", syscall(SYS_chown, "/box", getuid(), getgid()), EPERM);
    fails_with("setuid to oneself", syscall(SYS_setuid, getuid()), EPERM);
    fails_with("setresuid to oneself", syscall(SYS_setresuid, -1, -1, -1), EPERM);
    fails_with("setgroups", syscall(SYS_setgroups, 0, NULL), EPERM);
    fails_with("an attribute", syscall(SYS_setxattr, "/box", "user.serin", "x", 1, 0), EPERM);
}

int main(void)
{
    asynchronous();
    programs_and_probes();
    things_that_outlive_a_process();
    other_processes();
    the_machine();
    return told(42);
}
