/* The calls that are dummies during an act, but for those of the pretended program (pretend.c). */
#include "stage.h"

#include "clock.h"
#include "insist.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdarg.h>
#include <string.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

_Noreturn void __real__exit(int code);
int __real_open(const char *path, int flags, ...);
int __real_close(int fd);
int __real_setresuid(uid_t real, uid_t effective, uid_t saved);
int __real_setresgid(gid_t real, gid_t effective, gid_t saved);
int __real_setgroups(size_t count, const gid_t *groups);
int __real_fstatfs(int fd, struct statfs *found);
int __real_nanosleep(const struct timespec *pause, struct timespec *left);
uint64_t __real_monotonic_ns(void);
uint64_t __real_own_cpu_ns(void);

_Noreturn void __wrap__exit(int code);
int __wrap_open(const char *path, int flags, ...);
int __wrap_close(int fd);
int __wrap_setresuid(uid_t real, uid_t effective, uid_t saved);
int __wrap_setresgid(gid_t real, gid_t effective, gid_t saved);
int __wrap_setgroups(size_t count, const gid_t *groups);
int __wrap_fstatfs(int fd, struct statfs *found);
int __wrap_nanosleep(const struct timespec *pause, struct timespec *left);
uint64_t __wrap_monotonic_ns(void);
uint64_t __wrap_own_cpu_ns(void);

_Noreturn void __wrap__exit(int code)
{
    if (!stage.on)
        __real__exit(code);
    if (stage.in_helper)
        longjmp(stage.exit_helper, 1);
    stage.exit_code = code;
    longjmp(stage.exit_act, 1);
}

static bool begins(const char *path, const char *with)
{
    return strncmp(path, with, strlen(with)) == 0;
}

int __wrap_open(const char *path, int flags, ...)
{
    mode_t mode = 0;
    if ((flags & O_CREAT) != 0) {
        va_list rest;
        va_start(rest, flags);
        mode = va_arg(rest, mode_t);
        va_end(rest);
    }
    if (!stage.on)
        return __real_open(path, flags, mode);
    INSIST((flags & O_CREAT) == 0 && (flags & O_CLOEXEC) != 0);
    if (strcmp(path, "/box") == 0)
        return __real_open(stage.paths[STAGE_BOX], flags);
    bool is_known = begins(path, "/proc/self/fd/") || strcmp(path, stage.paths[STAGE_BOX]) == 0 ||
                    strcmp(path, stage.paths[STAGE_APP]) == 0;
    if (!is_known && begins(path, "/proc/")) {
        errno = ENOENT;
        return -1;
    }
    INSIST(is_known);
    return __real_open(path, flags);
}

int __wrap_close(int fd)
{
    int result = __real_close(fd);
    INSIST(!stage.on || result == 0);
    return result;
}

int __wrap_setresuid(uid_t real, uid_t effective, uid_t saved)
{
    if (!stage.on)
        return __real_setresuid(real, effective, saved);
    stage.effective = effective;
    return 0;
}

int __wrap_setresgid(gid_t real, gid_t effective, gid_t saved)
{
    return stage.on ? 0 : __real_setresgid(real, effective, saved);
}

int __wrap_setgroups(size_t count, const gid_t *groups)
{
    return stage.on ? 0 : __real_setgroups(count, groups);
}

/* The stage is not a filesystem of its own: what others write there is nothing to the runner. Times tell it enough. */
int __wrap_fstatfs(int fd, struct statfs *found)
{
    int result = __real_fstatfs(fd, found);
    if (stage.on) {
        found->f_bfree = 0;
        found->f_ffree = 0;
    }
    return result;
}

int __wrap_nanosleep(const struct timespec *pause, struct timespec *left)
{
    if (!stage.on)
        return __real_nanosleep(pause, left);
    stage.now_ns += (uint64_t)pause->tv_sec * NS_PER_S + (uint64_t)pause->tv_nsec;
    return 0;
}

uint64_t __wrap_monotonic_ns(void)
{
    return stage.on ? stage.now_ns : __real_monotonic_ns();
}

uint64_t __wrap_own_cpu_ns(void)
{
    return stage.on ? 0 : __real_own_cpu_ns();
}
