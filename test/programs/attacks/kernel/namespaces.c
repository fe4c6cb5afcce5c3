/* Asks for every namespace by clone, clone3, unshare and setns, and for mounts. A user namespace would give capabilities inside it. */
#define _GNU_SOURCE
#include "attempt.h"

#include <fcntl.h>
#include <signal.h>
#include <sched.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct {
    const char *name;
    unsigned long flag;
} kinds[] = {{"user", 0x10000000}, {"mnt", 0x00020000}, {"pid", 0x20000000},    {"net", 0x40000000},
             {"ipc", 0x08000000},  {"uts", 0x04000000}, {"cgroup", 0x02000000}, {"time", 0x00000080}};

static void try_clone(const char *name, unsigned long flags)
{
    long child = syscall(SYS_clone, flags, NULL, NULL, NULL, NULL);
    int error = errno;
    if (child == 0)
        _exit(0);
    errno = error;
    fails_with(name, child, EPERM);
}

static void try_namespace(const char *name, unsigned long flag)
{
    char path[64];
    unsigned long arguments[11] = {flag, 0, 0, 0, SIGCHLD};
    fails_with(name, syscall(SYS_unshare, flag), EPERM);
    fails_with(name, syscall(SYS_unshare, flag | 0x10000000), EPERM);
    fails_with(name, syscall(SYS_clone3, arguments, sizeof arguments), ENOSYS);
    if (flag != 0x80) {
        try_clone(name, flag | SIGCHLD);
        try_clone(name, flag | 0x10000000 | SIGCHLD);
        /* The kernel throws the upper half away; a filter that compares it whole might not. */
        try_clone(name, flag | SIGCHLD | 1UL << 40);
    }
    snprintf(path, sizeof path, "/proc/self/ns/%s", name);
    fails_with(path, syscall(SYS_setns, open(path, O_RDONLY), 0), EPERM);
    snprintf(path, sizeof path, "/proc/1/ns/%s", name);
    fails_with(path, open(path, O_RDONLY), EACCES);
}

static void try_mounts(void)
{
    fails_with("mount tmpfs", syscall(SYS_mount, "none", "/box", "tmpfs", 0, NULL), EPERM);
    fails_with("bind mount", syscall(SYS_mount, "/", "/box", NULL, 4096, NULL), EPERM);
    fails_with("remount /app", syscall(SYS_mount, NULL, "/app", NULL, 32, NULL), EPERM);
    fails_with("umount /proc/kcore", syscall(SYS_umount2, "/proc/kcore", 2), EPERM);
    fails_with("fsopen", syscall(SYS_fsopen, "tmpfs", 0), EPERM);
    fails_with("open_tree", syscall(SYS_open_tree, AT_FDCWD, "/", 1), EPERM);
    fails_with("fspick", syscall(SYS_fspick, AT_FDCWD, "/", 0), EPERM);
    fails_with("mount_setattr", syscall(SYS_mount_setattr, AT_FDCWD, "/", 0, NULL, 0), EPERM);
    fails_with("move_mount", syscall(SYS_move_mount, AT_FDCWD, "/box", AT_FDCWD, "/tmp", 0), EPERM);
}

int main(void)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        try_namespace(kinds[i].name, kinds[i].flag);
    /* A sibling would be a child of PID 1's, with an exit signal of one's choice. */
    try_clone("sibling", 0x8000 | SIGCHLD);
    try_clone("sibling that kills", 0x8000 | SIGKILL);
    try_mounts();
    return told(72);
}
