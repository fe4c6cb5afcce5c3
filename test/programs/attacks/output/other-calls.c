/* The answer by every call that can write into a pipe, zero-copy ones among them; what cannot must say so. Nothing may be lost or doubled. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/uio.h>
#include <unistd.h>

static int all(ssize_t got, ssize_t wanted)
{
    return got == wanted;
}

int main(void)
{
    struct iovec parts[2] = {{"wri", 3}, {"tev\n", 4}};
    int pipe_ends[2];
    int file = memfd_create("file", 0);
    if (file < 0 || pipe(pipe_ends) != 0)
        return 3;
    if (!all(writev(1, parts, 2), 7))
        return 4;
    if (!all(pwritev2(1, parts, 2, -1, 0), 7))
        return 5;
    if (!all(write(file, "sendfile\n", 9), 9) || lseek(file, 0, SEEK_SET) != 0 || !all(sendfile(1, file, NULL, 9), 9))
        return 6;
    loff_t at = 0;
    if (!all(splice(file, &at, 1, NULL, 9, 0), 9))
        return 7;
    if (!all(write(pipe_ends[1], "tee\n", 4), 4) || !all(tee(pipe_ends[0], 1, 4, 0), 4))
        return 8;
    if (!all(splice(pipe_ends[0], NULL, 1, NULL, 4, SPLICE_F_MOVE), 4))
        return 9;
    if (vmsplice(1, parts, 2, SPLICE_F_GIFT) != -1 || errno != EPERM)
        return 10;
    if (pwrite(1, "x", 1, 0) != -1 || lseek(1, 0, SEEK_SET) != -1 || ftruncate(1, 0) != -1)
        return 11;
    at = 0;
    return copy_file_range(file, &at, 1, NULL, 9, 0) == -1 ? 0 : 12;
}
