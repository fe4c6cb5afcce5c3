#include "filter.h"
#include "test.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <sys/syscall.h>

#if defined(__x86_64__)
#define NATIVE AUDIT_ARCH_X86_64
#else
#define NATIVE AUDIT_ARCH_AARCH64
#endif

static const uint32_t refused = SECCOMP_RET_ERRNO | EPERM;
static const uint32_t absent = SECCOMP_RET_ERRNO | ENOSYS;

static struct filter compile;
static struct filter run;

static uint32_t in_compile(long number)
{
    return filter_answer(&compile, NATIVE, (uint32_t)number);
}

static uint32_t in_run(long number)
{
    return filter_answer(&run, NATIVE, (uint32_t)number);
}

static void test_table(void)
{
    test_begin("every row of the table is what both filters answer");
    for (size_t i = 0; i < filter_row_count; i++) {
        const struct filter_row *row = &filter_rows[i];
        uint32_t otherwise = (row->flags & FILTER_ABSENT) != 0 ? absent : refused;
        CHECK_NUMBER(in_compile(row->number), (row->flags & FILTER_FOR_COMPILE) != 0 ? SECCOMP_RET_ALLOW : otherwise);
        CHECK_NUMBER(in_run(row->number), (row->flags & FILTER_FOR_RUN) != 0 ? SECCOMP_RET_ALLOW : otherwise);
    }

    test_begin("whatever a program may do when it runs it may do when it compiles");
    for (uint32_t number = 0; number < FILTER_NUMBERS; number++)
        CHECK(in_run(number) != SECCOMP_RET_ALLOW || in_compile(number) == SECCOMP_RET_ALLOW);

    test_begin("numbers that the table does not know do not exist");
    CHECK_NUMBER(in_run(FILTER_NUMBERS - 1), absent);
    CHECK_NUMBER(in_run(FILTER_NUMBERS), absent);
    CHECK_NUMBER(in_run(0x3fffffff), absent);
}

static void test_choices(void)
{
    test_begin("only the runner becomes another user, installs filters and opens with openat2");
    CHECK_NUMBER(in_compile(SYS_setresuid), refused);
    CHECK_NUMBER(in_run(SYS_setgroups), refused);
    CHECK_NUMBER(in_run(SYS_seccomp), refused);
    CHECK_NUMBER(in_run(SYS_openat2), absent);

    test_begin("sockets with names are for compiling only");
    CHECK_NUMBER(in_compile(SYS_socket), SECCOMP_RET_ALLOW);
    CHECK_NUMBER(in_run(SYS_socket), refused);
    CHECK_NUMBER(in_run(SYS_connect), refused);
    CHECK_NUMBER(in_run(SYS_socketpair), SECCOMP_RET_ALLOW);

    test_begin("what every program needs is allowed in both phases");
    static const long needed[] = {SYS_execve, SYS_read, SYS_write, SYS_mmap, SYS_futex, SYS_clone, SYS_exit_group};
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++)
        CHECK(in_run(needed[i]) == SECCOMP_RET_ALLOW && in_compile(needed[i]) == SECCOMP_RET_ALLOW);

    test_begin("what nobody may do is refused in both phases");
    static const long denied[] = {SYS_ptrace, SYS_bpf,  SYS_mount, SYS_unshare,  SYS_setns,
                                  SYS_shmget, SYS_keyctl, SYS_mq_open, SYS_userfaultfd, SYS_perf_event_open};
    for (size_t i = 0; i < sizeof denied / sizeof denied[0]; i++)
        CHECK(in_run(denied[i]) == refused && in_compile(denied[i]) == refused);
    CHECK_NUMBER(in_run(SYS_clone3), absent);
    CHECK_NUMBER(in_run(SYS_io_uring_setup), absent);
}

void test_filter(void)
{
    test_begin("both filters fit the kernel's bound");
    CHECK(!failed(filter_build(&compile, PHASE_COMPILE)));
    CHECK(!failed(filter_build(&run, PHASE_RUN)));
    CHECK(compile.length <= BPF_MAXINSNS && run.length <= BPF_MAXINSNS);

    test_table();
    test_choices();

    test_begin("calls of another architecture, and of x32, kill the process");
    CHECK_NUMBER(filter_answer(&run, AUDIT_ARCH_I386, 1), SECCOMP_RET_KILL_PROCESS);
    CHECK_NUMBER(filter_answer(&run, AUDIT_ARCH_ARM, 1), SECCOMP_RET_KILL_PROCESS);
    CHECK_NUMBER(filter_answer(&run, 0, 1), SECCOMP_RET_KILL_PROCESS);
    CHECK_NUMBER(in_run(0x40000000 + SYS_getpid), SECCOMP_RET_KILL_PROCESS);
    CHECK_NUMBER(in_run(0xffffffff), SECCOMP_RET_KILL_PROCESS);
}
