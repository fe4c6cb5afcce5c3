/* Makes a million empty files wherever it may. Without nr_inodes each would keep a kibibyte of the kernel's memory that no limit counts. */
#define _GNU_SOURCE
#include "attempt.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static int make_files(const char *directory)
{
    char name[64];
    for (int made = 0; made < 1000000; made++) {
        snprintf(name, sizeof name, "%s/%d", directory, made);
        int fd = open(name, O_WRONLY | O_CREAT | O_EXCL, 0600);
        if (fd < 0)
            return errno == ENOSPC ? made : -1;
        close(fd);
    }
    return 1000000;
}

int main(void)
{
    int box = make_files("/box"), tmp = make_files("/tmp"), shm = make_files("/dev/shm");
    fprintf(stderr, "%d %d %d files\n", box, tmp, shm);
    holds("/box is bounded", box > 0 && box <= 32768);
    holds("/tmp is bounded", tmp > 0 && tmp <= 8192);
    holds("/dev/shm is bounded", shm > 0 && shm <= 1024);
    fails_with("a link", link("/box/0", "/box/link"), ENOSPC);
    fails_with("a directory", mkdir("/box/directory", 0700), ENOSPC);
    fails_with("a file without a name", open("/box", O_TMPFILE | O_RDWR, 0600), ENOSPC);
    return told(6);
}
