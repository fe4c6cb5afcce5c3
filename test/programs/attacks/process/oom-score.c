/* Tries to be spared by the OOM killer, so that the runner dies in its place. Below 0, the runner's own, nobody gets. */
#include "probe.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static long score(const char *path, const char *value)
{
    int fd = open(path, O_WRONLY);
    if (fd < 0)
        return -1;
    long written = write(fd, value, strlen(value));
    close(fd);
    return written;
}

int main(void)
{
    refused("a score of -1000", score("/proc/self/oom_score_adj", "-1000"));
    refused("a score of -999", score("/proc/self/oom_score_adj", "-999"));
    refused("a score of -1", score("/proc/self/oom_score_adj", "-1"));
    refused("an old score of -17", score("/proc/self/oom_adj", "-17"));
    refused("an old score of -1", score("/proc/self/oom_adj", "-1"));
    refused("another score for PID 1", score("/proc/1/oom_score_adj", "1000"));
    return verdict(6);
}
