/* Reads and writes PID 1 through /proc: its memory, environment, descriptors, root and what it is linked to. */
#include "probe.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(void)
{
    const char *const files[] = {"mem",   "environ",       "maps",     "smaps",     "pagemap",  "auxv",       "stack",
                                 "syscall", "io",          "map_files", "fd",       "fdinfo",   "task/1/mem", "task/1/fd",
                                 "root/etc/passwd", "cwd/etc/passwd", "exe", "ns/pid", "ns/mnt", "personality",
                                 "timers", "clear_refs", "root/app", "cwd"};
    char path[64];
    char bytes[256];
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        snprintf(path, sizeof path, "/proc/1/%s", files[i]);
        int fd = open(path, O_RDONLY);
        if (fd >= 0 && read(fd, bytes, sizeof bytes) <= 0) {
            close(fd);
            fd = -1;
        }
        refused(path, fd);
        refused(path, open(path, O_WRONLY));
        refused(path, readlink(path, bytes, sizeof bytes));
    }
    for (int fd = 0; fd < 64; fd++) {
        snprintf(path, sizeof path, "/proc/1/fd/%d", fd);
        refused(path, open(path, O_RDWR));
        refused(path, open(path, O_WRONLY));
    }
    refused("oom_score_adj of PID 1", open("/proc/1/oom_score_adj", O_WRONLY));
    refused("coredump_filter of PID 1", open("/proc/1/coredump_filter", O_WRONLY));
    refused("comm of PID 1", open("/proc/1/comm", O_WRONLY));
    return verdict(200);
}
