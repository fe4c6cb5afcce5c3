#include "program.h"

#include "clock.h"
#include "identity.h"
#include "signals.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    INPUT_FD = 3, /* where the program has what its input file stands for */
    FIRST_FREE_FD = 3,
    FALLBACK_FD_MAX = 1024,
    PROGRAM_NICE = 10,
    EXIT_NEVER_SEEN = 127,
    STACK_BYTES = 64 * 1024,
    GUARD_BYTES = 64 * 1024, /* a page, whatever its size */
};

struct fault program_map_stack(struct program *program)
{
    char *low = mmap(NULL, GUARD_BYTES + STACK_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (low == MAP_FAILED || mprotect(low, GUARD_BYTES, PROT_NONE) != 0)
        return fault_at(AT_START_STACK, errno);
    program->stack_top = low + GUARD_BYTES + STACK_BYTES;
    return no_fault();
}

static const char *search_path(const struct run_request *request)
{
    for (size_t i = 0; request->envp[i] != NULL; i++)
        if (strncmp(request->envp[i], "PATH=", 5) == 0)
            return request->envp[i] + 5;
    return "/usr/local/bin:/usr/bin:/bin";
}

void program_find(struct program *program)
{
    const char *name = program->request->argv[0];
    size_t count = 0;
    size_t used = 0;

    if (strchr(name, '/') != NULL) {
        program->candidates[0] = name;
        program->candidates[1] = NULL;
        return;
    }
    for (const char *at = search_path(program->request); *at != '\0' && count < CANDIDATES_MAX;) {
        size_t length = strcspn(at, ":");
        size_t needed = length + 1 + strlen(name) + 1;
        /* Relative directories would be looked up below /box, where a submission may write. */
        if (at[0] == '/' && needed <= sizeof program->text - used) {
            char *to = program->text + used;
            program->candidates[count++] = to;
            memcpy(to, at, length);
            to[length] = '/';
            memcpy(to + length + 1, name, strlen(name) + 1);
            used += needed;
        }
        at += length;
        at += *at == ':' ? 1 : 0;
    }
    program->candidates[count] = NULL;
}

static struct fault setup_session(void)
{
    return setsid() >= 0 ? no_fault() : fault_at(AT_CHILD_SESSION, errno);
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wanalyzer-fd-leak" /* what is placed is meant to stay open, and the rest is closed in setup_closed() */
static bool place(int from, int flags, int to)
{
    if (from < 0)
        from = open("/dev/null", flags | O_CLOEXEC);
    if (from == to) /* dup2() would leave it close-on-exec */
        return fcntl(from, F_SETFD, 0) == 0;
    return from >= 0 && dup2(from, to) >= 0;
}

/* The runner's own 0, 1 and 2 are always open, so what is placed there never lies there already. */
static struct fault setup_streams(const struct program *program)
{
    if (!place(program->stdin_fd, O_RDONLY, STDIN_FILENO))
        return fault_at(AT_CHILD_STDIN, errno);
    if (!place(program->stdout_fd, O_WRONLY, STDOUT_FILENO))
        return fault_at(AT_CHILD_STDOUT, errno);
    if (!place(program->stderr_fd, O_WRONLY, STDERR_FILENO))
        return fault_at(AT_CHILD_STDERR, errno);
    /* Last: it may take the number of one of the others. */
    if (program->input_fd >= 0 && !place(program->input_fd, O_RDONLY, INPUT_FD))
        return fault_at(AT_CHILD_INPUT_FILE, errno);
    return no_fault();
}
#pragma GCC diagnostic pop

static struct fault setup_closed(const struct program *program)
{
    int first = program->input_fd >= 0 ? INPUT_FD + 1 : FIRST_FREE_FD;
    if (close_range((unsigned)first, UINT_MAX, 0) == 0)
        return no_fault();
    if (errno != ENOSYS && errno != EPERM)
        return fault_at(AT_CHILD_CLOSE, errno);
    for (int fd = first; fd < FALLBACK_FD_MAX; fd++)
        (void)close(fd); /* the runner opens far fewer, and all of them close-on-exec */
    return no_fault();
}

/* As root: once the user has changed, the file belongs to root until exec. Programs go before the runner. */
static struct fault setup_oom_score(void)
{
    int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return fault_at(AT_CHILD_OOM_SCORE, errno);
    ssize_t written = write(fd, "1000", 4);
    int error = errno;
    (void)close(fd);
    return written == 4 ? no_fault() : fault_at(AT_CHILD_OOM_SCORE, error);
}

/*
 * Lower than the runner within the container's own share of the CPU: a storm of processes on the one core delays the
 * runner an order of magnitude less. Between containers nothing changes.
 */
static struct fault setup_priority(void)
{
    return setpriority(PRIO_PROCESS, 0, PROGRAM_NICE) == 0 ? no_fault() : fault_at(AT_CHILD_PRIORITY, errno);
}

static struct fault setup_limits(const struct program *program)
{
    for (size_t i = 0; i < RESOURCE_COUNT; i++) {
        const struct resource_limit *limit = &program->limits[i];
        if (setrlimit((__rlimit_resource_t)limit->resource, &limit->limit) != 0)
            return fault_at(AT_CHILD_LIMIT, errno);
    }
    return no_fault();
}

static struct fault setup_directory(void)
{
    return chdir("/box") == 0 ? no_fault() : fault_at(AT_CHILD_BOX, errno);
}

/* A run before this one may have left the box as it is, so what is wanted may be there. */
static struct fault setup_directories(const struct program *program)
{
    for (size_t i = 0; program->request->directories[i] != NULL; i++) {
        const char *name = program->request->directories[i];
        struct stat there;
        if (mkdir(name, 0755) == 0)
            continue;
        int error = errno;
        if (error != EEXIST || lstat(name, &there) != 0 || !S_ISDIR(there.st_mode))
            return fault_at(AT_CHILD_DIRECTORY, error);
    }
    return no_fault();
}

/*
 * The input file is a link to the descriptor of the input: no copy, nothing that counts as the program's memory, and every open()
 * begins at the beginning. The program that closed that descriptor has no input file any more.
 */
static struct fault setup_input_file(const struct program *program)
{
    const char *name = program->request->input_file;
    if (program->input_fd < 0)
        return no_fault();
    (void)unlink(name);
    return symlink("/proc/self/fd/3", name) == 0 ? no_fault() : fault_at(AT_CHILD_INPUT_FILE, errno);
}

static struct fault setup(const struct program *program)
{
    struct fault fault = signals_reset();
    if (!failed(fault))
        fault = setup_session();
    if (!failed(fault))
        fault = setup_streams(program);
    if (!failed(fault))
        fault = setup_oom_score();
    if (!failed(fault))
        fault = setup_closed(program);
    if (!failed(fault))
        fault = setup_priority();
    if (!failed(fault))
        fault = setup_limits(program);
    if (!failed(fault))
        fault = identity_drop(program->uid);
    if (!failed(fault))
        fault = setup_directory();
    if (!failed(fault))
        fault = setup_directories(program);
    if (!failed(fault))
        fault = setup_input_file(program);
    if (!failed(fault))
        fault = filter_install(program->filter);
    return fault;
}

/* Tries every candidate. A directory that may not be searched does not hide the next one, but is remembered. */
static int execute(const struct program *program)
{
    int error = ENOENT;
    for (size_t i = 0; program->candidates[i] != NULL; i++) {
        (void)execve(program->candidates[i], program->request->argv, program->request->envp);
        if (errno != ENOENT && errno != ENOTDIR && errno != EACCES)
            return errno;
        if (errno == EACCES)
            error = EACCES;
    }
    return error;
}

static int exec_in_child(void *context)
{
    const struct program *program = context;
    struct shared *shared = program->shared;
    struct fault fault = setup(program);
    if (!failed(fault)) {
        shared->setup_cpu_ns = own_cpu_ns();
        atomic_store(&shared->started_ns, monotonic_ns());
        fault = fault_at(AT_CHILD_EXEC, execute(program));
    }
    shared->fault = fault;
    _exit(EXIT_NEVER_SEEN);
}

pid_t program_start(const struct program *program)
{
    void *context = (void *)(uintptr_t)program; /* the child only reads it */
    return clone(exec_in_child, program->stack_top, CLONE_VM | CLONE_VFORK | SIGCHLD, context);
}
