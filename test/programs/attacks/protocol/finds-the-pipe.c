/* Looks for the runner's pipes through /proc: every descriptor of every process but its own. With one of them it could report what it likes. */
#define _GNU_SOURCE
#include "attempt.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static void try_process(int pid)
{
    const char *lists[] = {"fd", "fdinfo", "map_files"};
    char path[128], target[256];
    for (int fd = 0; fd < 64; fd++) {
        snprintf(path, sizeof path, "/proc/%d/fd/%d", pid, fd);
        fails(path, open(path, O_RDWR | O_NONBLOCK));
        fails(path, open(path, O_WRONLY | O_NONBLOCK));
        fails(path, open(path, O_PATH));
        fails(path, readlink(path, target, sizeof target));
        snprintf(path, sizeof path, "/proc/%d/task/%d/fd/%d", pid, pid, fd);
        fails(path, open(path, O_RDWR | O_NONBLOCK));
        snprintf(path, sizeof path, "/proc/%d/fdinfo/%d", pid, fd);
        fails(path, open(path, O_RDONLY));
    }
    for (int i = 0; i < 3; i++) {
        snprintf(path, sizeof path, "/proc/%d/%s", pid, lists[i]);
        fails(path, open(path, O_RDONLY | O_DIRECTORY));
    }
}

int main(void)
{
    DIR *processes = opendir("/proc");
    struct dirent *entry;
    int others = 0;
    while (processes != NULL && (entry = readdir(processes)) != NULL) {
        int pid = atoi(entry->d_name);
        if (pid > 0 && pid != getpid()) {
            try_process(pid);
            others++;
        }
    }
    holds("PID 1 is the only other process", others == 1);
    return told(380);
}
