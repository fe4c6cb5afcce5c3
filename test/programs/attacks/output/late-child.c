/* The leader answers and exits; its children would go on writing into the same pipe for ever. Their leader's end is theirs. */
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static void write_late(void)
{
    const struct timespec pause = {.tv_nsec = 500000000};
    signal(SIGTERM, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    setsid();
    for (;;) {
        nanosleep(&pause, NULL);
        (void)!write(1, "late\n", 5);
    }
}

int main(void)
{
    for (int i = 0; i < 8; i++) {
        pid_t child = fork();
        if (child < 0)
            return 3;
        if (child == 0)
            write_late();
    }
    return write(1, "held\n", 5) != 5;
}
