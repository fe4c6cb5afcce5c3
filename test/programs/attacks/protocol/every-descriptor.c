/* Writes frames to every descriptor number from 3 on. One that takes them would be the judge's. */
#define _GNU_SOURCE
#include "attempt.h"
#include "frames.h"

#include <sys/resource.h>
#include <unistd.h>

int main(void)
{
    struct forged report;
    struct rlimit files;
    forge_report(&report, 1);
    for (int fd = 3; fd < 65536; fd++)
        fails_with("a write", write(fd, report.bytes, report.length), EBADF);
    holds("no more descriptors than that", getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_max <= 65536);
    return told(65534);
}
