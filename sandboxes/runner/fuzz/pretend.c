/* The calls that belong to the worker's streams and to the pretended program. */
#include "pretend.h"

#include "clock.h"
#include "stage.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LEADER = 42, POLLS_MAX = 200, NEVER_DIES = 0xf };

struct pretence pretence;

ssize_t __real_read(int fd, void *to, size_t length);
ssize_t __real_write(int fd, const void *from, size_t length);
int __real_poll(struct pollfd *events, nfds_t count, int timeout_ms);
int __real_ppoll(struct pollfd *events, nfds_t count, const struct timespec *pause, const sigset_t *mask);
int __real_clone(int (*body)(void *), void *stack_top, int flags, void *context);
pid_t __real_wait4(pid_t pid, int *status, int options, struct rusage *usage);
int __real_kill(pid_t pid, int number);
pid_t __real_getpid(void);

ssize_t __wrap_read(int fd, void *to, size_t length);
ssize_t __wrap_write(int fd, const void *from, size_t length);
int __wrap_poll(struct pollfd *events, nfds_t count, int timeout_ms);
int __wrap_ppoll(struct pollfd *events, nfds_t count, const struct timespec *pause, const sigset_t *mask);
int __wrap_clone(int (*body)(void *), void *stack_top, int flags, void *context);
pid_t __wrap_wait4(pid_t pid, int *status, int options, struct rusage *usage);
int __wrap_kill(pid_t pid, int number);
pid_t __wrap_getpid(void);

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static ssize_t read_signal(void *to, size_t length)
{
    struct signalfd_siginfo info = {.ssi_signo = SIGTERM};
    INSIST(length == sizeof info);
    if (!pretence.term_due) {
        errno = EAGAIN;
        return -1;
    }
    pretence.term_due = false;
    memcpy(to, &info, sizeof info);
    return sizeof info;
}

ssize_t __wrap_read(int fd, void *to, size_t length)
{
    if (stage.on && fd == pretence.signal_fd)
        return read_signal(to, length);
    if (!stage.on || fd != pretence.worker_fd)
        return __real_read(fd, to, length);
    size_t piece = pretence.control.piece > 0 ? pretence.control.piece : length;
    size_t got = least(least(piece, length), pretence.stream.left);
    if (got > 0)
        memcpy(to, pretence.stream.at, got);
    pretence.stream.at += got;
    pretence.stream.left -= got;
    return (ssize_t)got;
}

/* A worker that takes pieces takes every second time nothing, so that the runner has to wait for it. */
ssize_t __wrap_write(int fd, const void *from, size_t length)
{
    if (!stage.on || fd != pretence.worker_fd)
        return __real_write(fd, from, length);
    size_t gulp = pretence.control.gulp > 0 ? (size_t)pretence.control.gulp * 1024 : length;
    bool full = pretence.full;
    pretence.full = pretence.control.gulp > 0 && !full;
    if (full) {
        errno = EAGAIN;
        return -1;
    }
    pretend_hear(from, least(gulp, length));
    return (ssize_t)least(gulp, length);
}

static void end_program(void)
{
    for (int i = 0; i < 2; i++)
        if (pretence.write_fds[i] >= 0) {
            (void)close(pretence.write_fds[i]);
            pretence.write_fds[i] = -1;
        }
    pretence.alive = false;
}

static void write_output(void)
{
    static const char text[255 * 256];
    for (int i = 0; i < 2 && pretence.control.output > 0; i++)
        (void)!__real_write(pretence.write_fds[i], text, (size_t)pretence.control.output * 256);
}

static void make_artifacts(void)
{
    int box = stage.fds[STAGE_BOX];
    unsigned wanted = pretence.control.artifacts;
    if ((wanted & 1) != 0) {
        int fd = openat(box, "main", O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0755);
        if (fd >= 0) {
            INSIST(ftruncate(fd, wanted * 4096) == 0);
            (void)close(fd);
        }
    }
    if ((wanted & 2) != 0)
        (void)!symlinkat("../outside/sentinel", box, "link");
    if ((wanted & 4) != 0)
        (void)mkfifoat(box, "fifo", 0644);
    if ((wanted & 8) != 0) {
        (void)mkdirat(box, "deep", 0755);
        (void)mkdirat(box, "deep/er", 0000);
    }
    if ((wanted & 16) != 0)
        (void)!symlinkat("/", box, "deep/root");
    if ((wanted & 32) != 0)
        (void)linkat(box, "main", box, "again", 0);
}

static void check_input(int fd)
{
    int seals = fcntl(fd, F_GET_SEALS);
    INSIST(seals >= 0 && (seals & (F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK)) ==
                             (F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK));
    INSIST((fcntl(fd, F_GETFL) & O_ACCMODE) == O_RDONLY);
    INSIST(lseek(fd, 0, SEEK_CUR) == 0);
}

/* The ends of FIFOs go one way each and block. */
static void check_joined(const struct program *program)
{
    struct stat in;
    struct stat out;
    INSIST((fcntl(program->stdin_fd, F_GETFL) & (O_ACCMODE | O_NONBLOCK)) == O_RDONLY);
    INSIST((fcntl(program->stdout_fd, F_GETFL) & (O_ACCMODE | O_NONBLOCK)) == O_WRONLY);
    INSIST(fstat(program->stdin_fd, &in) == 0 && fstat(program->stdout_fd, &out) == 0);
    INSIST(S_ISFIFO(in.st_mode) && S_ISFIFO(out.st_mode) && in.st_ino != out.st_ino);
}

/* What every program is promised: a sealed input at its beginning, its own pipes, NULL-terminated lists. */
static void check_program(const struct program *program)
{
    const struct run_request *request = program->request;
    INSIST((program->input_fd >= 0) == (request->input_file != NULL));
    INSIST((program->stdin_fd < 0) == (request->input_file != NULL));
    INSIST((program->stdout_fd < 0) == (request->output_file != NULL));
    if (request->joined)
        check_joined(program);
    else
        check_input(request->input_file != NULL ? program->input_fd : program->stdin_fd);
    if (program->stdout_fd >= 0)
        INSIST((fcntl(program->stdout_fd, F_GETFL) & O_ACCMODE) == O_WRONLY);
    INSIST((fcntl(program->stderr_fd, F_GETFL) & O_ACCMODE) == O_WRONLY);
    INSIST(program->stdout_fd != STDOUT_FILENO && program->stdin_fd != STDIN_FILENO);
    INSIST(program->uid == STAGE_UID && stage.effective == 0);
    INSIST(program->request->argv[0] != NULL && program->request->argv[0][0] != '\0');
    INSIST(pretence.runner->put.file_fd < 0); /* a file open for writing cannot be executed */
}

int __wrap_clone(int (*body)(void *), void *stack_top, int flags, void *context)
{
    if (!stage.on)
        return __real_clone(body, stack_top, flags, context);
    const struct program *program = context;
    check_program(program);
    INSIST(!pretence.alive);
    if (pretence.control.fate == 0xff) {
        errno = EAGAIN;
        return -1;
    }
    pretence.alive = true;
    pretence.reaped = false;
    pretence.killed = false;
    pretence.polls = 0;
    pretence.looks = 0;
    pretence.orphans = pretence.control.stubbornness >> 4;
    pretence.term_due = (pretence.control.flags & CONTROL_TERM) != 0;
    int out_fd = program->stdout_fd >= 0 ? program->stdout_fd : program->stderr_fd;
    pretence.write_fds[0] = fcntl(out_fd, F_DUPFD_CLOEXEC, 3);
    pretence.write_fds[1] = fcntl(program->stderr_fd, F_DUPFD_CLOEXEC, 3);
    for (int i = 0; i < 2; i++)
        INSIST(fcntl(pretence.write_fds[i], F_SETFL, O_NONBLOCK) == 0);
    make_artifacts();
    write_output();
    if (pretence.control.fate == 0xfe) {
        program->shared->fault = fault_at(AT_CHILD_EXEC, ENOENT);
        end_program();
    } else {
        program->shared->setup_cpu_ns = 1;
        atomic_store(&program->shared->started_ns, stage.now_ns);
        if (pretence.control.patience == 0)
            end_program();
    }
    return LEADER;
}

int __wrap_kill(pid_t pid, int number)
{
    if (!stage.on)
        return __real_kill(pid, number);
    INSIST(pid == -1 && number == SIGKILL);
    pretence.killed = true;
    if (pretence.alive)
        end_program();
    return 0;
}

pid_t __wrap_wait4(pid_t pid, int *status, int options, struct rusage *usage)
{
    if (!stage.on)
        return __real_wait4(pid, status, options, usage);
    INSIST(pid == -1 && (options & WNOHANG) != 0);
    memset(usage, 0, sizeof *usage);
    unsigned needed = pretence.control.stubbornness & 0xf;
    bool nobody = pretence.reaped && pretence.orphans == 0;
    if (!nobody && (pretence.alive || (pretence.killed && (needed == NEVER_DIES || pretence.looks++ < needed * 8))))
        return 0;
    if (!pretence.reaped) {
        pretence.reaped = true;
        *status = pretence.killed ? SIGKILL : pretence.control.fate;
        usage->ru_maxrss = 4096;
        return LEADER;
    }
    if (pretence.orphans > 0 && pretence.killed) {
        pretence.orphans--;
        *status = SIGKILL;
        return LEADER + (pid_t)(pretence.orphans & 1); /* numbers come again */
    }
    if (pretence.orphans > 0)
        return 0;
    errno = ECHILD;
    return -1;
}

pid_t __wrap_getpid(void)
{
    return stage.on ? 1 : __real_getpid();
}

static void pass_time(uint64_t ns)
{
    stage.now_ns += ns;
    if (!pretence.alive)
        return;
    write_output();
    if (++pretence.polls >= pretence.control.patience || pretence.polls >= POLLS_MAX)
        end_program();
}

/* Bytes of the worker are always there, its end too; when the runner waits for it to take more, it does or is gone. */
int __wrap_poll(struct pollfd *events, nfds_t count, int timeout_ms)
{
    if (!stage.on)
        return __real_poll(events, count, timeout_ms);
    if (timeout_ms > 0)
        pass_time((uint64_t)timeout_ms * NS_PER_MS);
    for (nfds_t i = 0; i < count; i++)
        events[i].revents = events[i].fd == pretence.worker_fd ? events[i].events : 0;
    if (count == 1 && events[0].fd == pretence.worker_fd && (pretence.control.flags & CONTROL_GONE) != 0) {
        pretence.gone = true;
        events[0].revents = POLLERR | POLLHUP;
    }
    if (count == 2)
        pretend_idle();
    return timeout_ms > 0 ? 0 : 1;
}

int __wrap_ppoll(struct pollfd *events, nfds_t count, const struct timespec *pause, const sigset_t *mask)
{
    if (!stage.on)
        return __real_ppoll(events, count, pause, mask);
    INSIST(pause->tv_nsec >= 0 && pause->tv_nsec < 1000000000);
    pass_time((uint64_t)pause->tv_sec * NS_PER_S + (uint64_t)pause->tv_nsec);
    for (nfds_t i = 0; i < count; i++)
        events[i].revents = events[i].fd == pretence.worker_fd ? events[i].events : 0;
    if (pretence.term_due && pretence.polls > 1)
        events[1].revents = POLLIN;
    return 1;
}
