/* Opens and locks the runner, which programs may execute and no more. Its inode is the same in every container of the host: a lock on it is seen by other submissions. */
#define _GNU_SOURCE
#include "attempt.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

int main(void)
{
    const char *paths[] = {"/.serin/runner", "/.serin"};
    for (int i = 0; i < 2; i++) {
        int fd = open(paths[i], O_RDONLY);
        fails(paths[i], fd);
        fails("a lock that other containers see", flock(fd, LOCK_EX | LOCK_NB));
    }
    return told(4);
}
