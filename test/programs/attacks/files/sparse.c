/* Stretches files to a tebibyte by every call there is, with the signal of the limit ignored, in every place and in memory files. */
#define _GNU_SOURCE
#include "attempt.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static const off_t tebibyte = (off_t)1 << 40;

static void stretch(int fd)
{
    struct stat now;
    fails_with("ftruncate", ftruncate(fd, tebibyte), EFBIG);
    fails_with("fallocate", fallocate(fd, 0, 0, tebibyte), EFBIG);
    fails("fallocate without size", fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, tebibyte));
    fails_with("pwrite", pwrite(fd, "x", 1, tebibyte), EFBIG);
    fails_with("write after lseek", lseek(fd, tebibyte, SEEK_SET) == tebibyte ? write(fd, "x", 1) : 0, EFBIG);
    holds("the file is empty", fstat(fd, &now) == 0 && now.st_size == 0 && now.st_blocks == 0);
}

int main(void)
{
    const char *names[] = {"/box/sparse", "/tmp/sparse", "/dev/shm/sparse"};
    signal(SIGXFSZ, SIG_IGN);
    for (int i = 0; i < 3; i++) {
        int fd = open(names[i], O_RDWR | O_CREAT, 0600);
        if (holds(names[i], fd >= 0))
            stretch(fd);
        fails("truncate", truncate(names[i], tebibyte));
    }
    stretch(memfd_create("sparse", 0));
    return told(30);
}
