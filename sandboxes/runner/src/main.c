/*
 * The runner: PID 1 of every sandbox container.
 *
 * Theory of operation
 *
 * A worker creates a container with no network, a read-only root, its own cgroup, IPC and PID namespaces, tmpfs work
 * directories, and no capabilities but SETUID, SETGID and KILL. The runner is the only process in it. It reads framed
 * requests on standard input and writes framed answers on standard output (PROTOCOL.md); one connection lives as long
 * as the container. Everything else in the container is a program that the runner has started, as a user that owns
 * nothing on the host, and everything it does is taken to be hostile.
 *
 *   place     PUT writes below /app, which only root may write: what a program reads there, no program has touched.
 *             STDIN streams into a memory file that is sealed before the program gets it.
 *   join      JOIN opens the FIFOs that join the next program to one of another container (join.h).
 *   run       RUN makes a child. It takes its streams, closes everything else, lowers its limits, becomes the sandbox
 *             user, installs the filter of the phase, and executes. The parent polls: the worker (CANCEL, hang-up),
 *             SIGCHLD, and its own ticks for CPU, wall clock, memory and output. From exec on no wait
 *             is unbounded, and no write to the worker blocks while a program runs.
 *   settle    The leader has died or a limit was passed: kill(-1), and reap until the kernel says that no child is
 *             left. As PID 1 the runner inherits every orphan, so that is proof that nothing lives. Only then are
 *             pipes drained, figures read and work directories opened, the latter by a child that is the sandbox user
 *             itself and could do no more than the program could.
 *   reset     RESET does the same, empties /app too, and proves it: statfs and the attributes of each tmpfs equal those
 *             at start, no IPC object exists, and the container's memory is back. What cannot be proved is said, and
 *             the worker destroys the container.
 *
 * Why a program cannot hurt the runner: it has another user, so it cannot signal or trace it; it shares no descriptor
 * but its own pipes' far ends; the runner never follows a name that a program could have made while one lives; and the
 * runner's memory is bounded, statically allocated, and not for sale to the OOM killer, to which programs offer
 * themselves with oom_score_adj 1000.
 *
 * A program's fate is a REPORT. A failure of the runner is an ERROR with a number of location.h.
 */
#include "calibrate.h"
#include "die.h"
#include "number.h"
#include "reset.h"
#include "runner.h"
#include "serve.h"
#include "signals.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

static struct runner the_runner;

static struct fault setup_place(void)
{
    if (getpid() != 1)
        return fault_at(AT_START_NOT_INIT, 0);
    if (geteuid() != 0)
        return fault_at(AT_START_NOT_ROOT, 0);
    return no_fault();
}

/* The streams never block; 0, 1 and 2 are all taken, so that no descriptor of ours is ever one of them. */
static struct fault setup_descriptors(struct runner *runner)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        int flags = fcntl(fd, F_GETFL);
        if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) != 0)
            return fault_at(AT_START_DESCRIPTORS, errno);
    }
    runner->reader.fd = STDIN_FILENO;
    runner->outbox.fd = STDOUT_FILENO;
    return no_fault();
}

/* Nobody may trace the runner or read its memory, and nothing that it executes gains a privilege. */
static struct fault setup_privacy(void)
{
    (void)umask(022);
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return fault_at(AT_START_PRIVACY, errno);
    return no_fault();
}

static struct fault setup_shared(struct runner *runner)
{
    runner->shared = shared_map();
    return runner->shared != NULL ? no_fault() : fault_at(AT_START_SHARED_PAGE, errno);
}

static struct fault setup_filters(struct runner *runner)
{
    struct fault fault = filter_build(&runner->compile_filter, PHASE_COMPILE);
    return failed(fault) ? fault : filter_build(&runner->run_filter, PHASE_RUN);
}

static struct fault setup(struct runner *runner)
{
    struct fault fault = setup_place();
    if (!failed(fault))
        fault = setup_descriptors(runner);
    if (!failed(fault))
        fault = signals_open(&runner->signal_fd);
    if (!failed(fault))
        fault = setup_privacy();
    if (!failed(fault))
        fault = setup_shared(runner);
    if (!failed(fault))
        fault = program_map_stack(&runner->program);
    if (!failed(fault))
        fault = setup_filters(runner);
    if (!failed(fault))
        fault = scratch_open(runner->scratch, runner->uid);
    if (!failed(fault))
        fault = ipc_open(&runner->ipc);
    if (!failed(fault))
        fault = cgroup_open(&runner->cgroup);
    if (failed(fault))
        return fault;
    nodes_remember(runner->nodes);
    input_begin(&runner->input);
    join_begin(&runner->join);
    runner->put = (struct put_state){.app_fd = runner->scratch[SCRATCH_APP].fd, .file_fd = -1};
    return reset_memory_bytes(runner, &runner->memory_baseline_bytes);
}

/* The worker may not be there yet, or may never be: what goes wrong at start is written for people too. */
static _Noreturn void refuse_to_start(struct fault fault)
{
    char line[256];
    int length = snprintf(line, sizeof line, "runner: %s (location %d, errno %d)\n", location_text(fault.at),
                          (int)fault.at, fault.error);
    if (length > 0)
        (void)!write(STDERR_FILENO, line, (size_t)length);
    _exit(EXIT_OUR_FAULT);
}

static bool parse_uid(const char *text, uid_t *uid)
{
    uint64_t number;
    if (!parse_u64(text, strlen(text), &number) || number == 0 || number >= UINT32_MAX)
        return false;
    *uid = (uid_t)number;
    return true;
}

int main(int argc, char **argv)
{
    struct runner *runner = &the_runner;

    if (argc == 2 && strcmp(argv[1], "--version") == 0) {
        puts(RUNNER_VERSION);
        return 0;
    }
    if (argc == 2 && strcmp(argv[1], "--locations") == 0) {
        location_print_table();
        return 0;
    }
    if (argc == 3 && strcmp(argv[1], "calibrate") == 0)
        return calibrate(argv[2]) ? 0 : 1;
    if (argc != 4 || strcmp(argv[1], "serve") != 0 || strcmp(argv[2], "--uid") != 0 ||
        !parse_uid(argv[3], &runner->uid))
        refuse_to_start(fault_at(AT_START_ARGUMENTS, EINVAL));

    struct fault fault = setup(runner);
    if (failed(fault))
        refuse_to_start(fault);
    serve(runner);
}
