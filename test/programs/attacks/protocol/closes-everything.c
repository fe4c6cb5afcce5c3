/* Closes every descriptor there can be, in itself and in a child, and ends well. The runner's own are in another process. */
#define _GNU_SOURCE
#include <limits.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
    int status = 0;
    pid_t child = fork();
    if (close_range(0, UINT_MAX, 0) != 0)
        return 3;
    for (int fd = 0; fd < 65536; fd++)
        close(fd);
    if (child == 0)
        return 0;
    return waitpid(child, &status, 0) == child && status == 0 ? 0 : 4;
}
