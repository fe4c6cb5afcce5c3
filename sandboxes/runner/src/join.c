#include "join.h"

#include "identity.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void join_begin(struct join *join)
{
    join->directory_fd = open(JOIN_DIRECTORY, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    join->in.fd = -1;
    join->out.fd = -1;
}

bool join_is_open(const struct join *join)
{
    return join->in.fd >= 0;
}

static int reopen(int fd, int flags)
{
    char path[32];
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    return open(path, flags | O_CLOEXEC);
}

/* For everybody from the beginning: the other runner may open it at once. */
static struct fault make(int directory, const char *name)
{
    mode_t mask = umask(0);
    int made = mkfifoat(directory, name, 0666);
    int error = errno;
    (void)umask(mask);
    return made == 0 || error == EEXIST ? no_fault() : fault_at(AT_JOIN_CREATE, error);
}

/* The first open() makes the buffer, for whom it then counts. Returns as root. */
static struct fault open_as_user(struct join_end *end, int path_fd, uid_t uid)
{
    struct fault fault = identity_borrow(uid);
    if (failed(fault))
        return fault;
    end->fd = reopen(path_fd, O_RDWR | O_NONBLOCK);
    if (end->fd < 0)
        fault = fault_at(AT_JOIN_OPEN, errno);
    struct fault returned = identity_return();
    return failed(returned) ? returned : fault;
}

static struct fault open_end(int directory, struct join_end *end, const char *name, uid_t uid)
{
    struct fault fault = make(directory, name);
    if (failed(fault))
        return fault;
    int path_fd = openat(directory, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    if (path_fd < 0)
        return fault_at(AT_JOIN_OPEN, errno);
    struct stat found;
    if (fstat(path_fd, &found) != 0 || !S_ISFIFO(found.st_mode))
        fault = fault_at(AT_JOIN_OPEN, EINVAL);
    if (!failed(fault))
        fault = open_as_user(end, path_fd, uid);
    (void)close(path_fd);
    memcpy(end->name, name, strlen(name) + 1);
    return fault;
}

struct fault join_open(struct join *join, uid_t uid, const struct join_request *request)
{
    join_release(join);
    if (join->directory_fd < 0)
        return fault_at(AT_JOIN_NOWHERE, 0);
    struct fault fault = open_end(join->directory_fd, &join->in, request->stdin_name, uid);
    if (!failed(fault))
        fault = open_end(join->directory_fd, &join->out, request->stdout_name, uid);
    if (failed(fault))
        join_release(join);
    return fault;
}

/* A FIFO of the same name may be another pair's by now. */
static void remove_name(int directory, const struct join_end *end)
{
    struct stat named;
    struct stat held;
    if (fstatat(directory, end->name, &named, AT_SYMLINK_NOFOLLOW) == 0 && fstat(end->fd, &held) == 0 &&
        named.st_ino == held.st_ino)
        (void)unlinkat(directory, end->name, 0);
}

struct fault join_take(const struct join *join, int *stdin_fd, int *stdout_fd)
{
    *stdin_fd = reopen(join->in.fd, O_RDONLY);
    if (*stdin_fd < 0)
        return fault_at(AT_JOIN_OPEN, errno);
    *stdout_fd = reopen(join->out.fd, O_WRONLY);
    if (*stdout_fd < 0) {
        int error = errno;
        (void)close(*stdin_fd);
        *stdin_fd = -1;
        return fault_at(AT_JOIN_OPEN, error);
    }
    remove_name(join->directory_fd, &join->in);
    remove_name(join->directory_fd, &join->out);
    return no_fault();
}

static void release(int directory, struct join_end *end)
{
    if (end->fd < 0)
        return;
    remove_name(directory, end);
    (void)close(end->fd);
    end->fd = -1;
}

void join_release(struct join *join)
{
    release(join->directory_fd, &join->in);
    release(join->directory_fd, &join->out);
}
