/* Writes into everything in /proc/1, and reads what would show the runner's memory. */
#define _GNU_SOURCE
#include "attempt.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Some open for everybody and ask at the write who it is. */
static long write_one(const char *path, int mode)
{
    int fd = open(path, mode);
    if (fd < 0)
        return -1;
    long written = write(fd, "1", 1);
    close(fd);
    return written;
}

static void try_directory(const char *directory)
{
    DIR *list = opendir(directory);
    struct dirent *entry;
    while (list != NULL && (entry = readdir(list)) != NULL) {
        char path[512];
        if (entry->d_type != DT_REG)
            continue;
        snprintf(path, sizeof path, "%s/%s", directory, entry->d_name);
        fails(path, write_one(path, O_WRONLY));
        fails(path, write_one(path, O_RDWR));
        fails(path, chmod(path, 0666));
    }
    if (list != NULL)
        closedir(list);
}

int main(void)
{
    const char *secrets[] = {"mem",  "maps", "smaps", "smaps_rollup", "numa_maps", "environ", "auxv",        "stack", "syscall",
                             "io",   "pagemap", "personality", "mountstats", "ksm_stat", "ns/user", "ns/mnt", "exe"};
    char byte;
    for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++) {
        char path[64];
        snprintf(path, sizeof path, "/proc/1/%s", secrets[i]);
        int fd = open(path, O_RDONLY);
        holds(path, fd < 0 || read(fd, &byte, 1) <= 0);
        if (fd >= 0)
            close(fd);
    }
    try_directory("/proc/1");
    try_directory("/proc/1/task/1");
    try_directory("/proc/1/attr");
    try_directory("/proc/1/net");
    return told(150);
}
