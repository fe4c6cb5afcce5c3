/* Opens descriptors until no more are given, in 40 processes at once. Without RLIMIT_NOFILE they would come out of the host's one table. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static int exhaust(void)
{
    int opened = 0, ends[2];
    while (opened < 2000 && pipe(ends) == 0)
        opened += 2;
    while (opened < 2000 && open("/dev/null", O_RDONLY) >= 0)
        opened++;
    return opened > 900 && opened <= 1021 && errno == EMFILE ? 0 : 1;
}

int main(void)
{
    int status, failed = 0, children = 0;
    for (; children < 40; children++) {
        pid_t child = fork();
        if (child < 0)
            return 3;
        if (child == 0)
            _exit(exhaust());
    }
    while (wait(&status) > 0)
        failed += status != 0;
    fprintf(stderr, "%d of %d failed\n", failed, children);
    failed += exhaust();
    return failed != 0 || write(1, "held\n", 5) != 5;
}
