/* Tries to leave its root by every known way: chroot, PID 1's root, dot-dot, descriptors, /proc/self/root. Outside lies the host. */
#define _GNU_SOURCE
#include "attempt.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void)
{
    struct stat root, other;
    const char *ways_out[] = {"/..", "/../../../../..", "/proc/self/root", "/proc/self/root/..", "/proc/thread-self/root", "/proc/self/cwd/../.."};
    const char *of_init[] = {"/proc/1/root", "/proc/1/root/..", "/proc/1/cwd", "/proc/1/exe", "/proc/1/fd", "/proc/1/map_files", "/proc/1/ns/mnt"};
    fails_with("chroot", chroot("/box"), EPERM);
    fails_with("chroot by PID 1", chroot("/proc/1/root"), EPERM);
    fails_with("pivot_root", syscall(SYS_pivot_root, "/box", "/box"), EPERM);
    fails_with("open_by_handle_at", syscall(SYS_open_by_handle_at, AT_FDCWD, NULL, 0), EPERM);
    holds("a root", stat("/", &root) == 0);
    for (size_t i = 0; i < sizeof ways_out / sizeof *ways_out; i++)
        holds(ways_out[i], stat(ways_out[i], &other) == 0 && other.st_ino == root.st_ino && other.st_dev == root.st_dev);
    for (size_t i = 0; i < sizeof of_init / sizeof *of_init; i++) {
        char target[256];
        fails(of_init[i], open(of_init[i], O_RDONLY | O_NONBLOCK));
        fails(of_init[i], chdir(of_init[i]));
        if (i != 1 && i != 4 && i != 5)
            fails(of_init[i], readlink(of_init[i], target, sizeof target));
    }
    return told(27);
}
