/* Reads the large files of the image again and again under a small limit. Page cache is the host's and must convict nobody. */
#define _GNU_SOURCE
#include "probe.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

static char block[1 << 16];

static long read_all(const char *directory)
{
    DIR *entries = opendir(directory);
    long total = 0;
    for (struct dirent *entry; entries != NULL && (entry = readdir(entries)) != NULL;) {
        int fd = openat(dirfd(entries), entry->d_name, O_RDONLY);
        if (entry->d_type == DT_REG)
            for (ssize_t got; total < 100 << 20 && (got = read(fd, block, sizeof block)) > 0;)
                total += got;
        close(fd);
    }
    if (entries != NULL)
        closedir(entries);
    return total;
}

int main(void)
{
    long total = 0;
    for (int i = 0; i < 4; i++)
        total += read_all("/usr/lib/x86_64-linux-gnu") + read_all("/usr/bin");
    must("more was read than the limit allows to be kept", total > 64 << 20);
    return verdict(1);
}
