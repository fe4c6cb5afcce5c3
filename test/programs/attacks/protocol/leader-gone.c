/* The leader answers and exits; children go on writing frames of every kind into the same pipes until they are killed. */
#define _GNU_SOURCE
#include "frames.h"

#include <signal.h>
#include <unistd.h>

static void write_frames(void)
{
    struct forged report;
    forge_report(&report, 1);
    usleep(300000);
    for (;;)
        if (write(1, report.bytes, report.length) < 0)
            _exit(0);
}

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
    for (int i = 0; i < 8; i++) {
        pid_t child = fork();
        if (child < 0)
            return 3;
        if (child == 0 && setsid() > 0)
            write_frames();
    }
    return write(1, "held\n", 5) != 5;
}
