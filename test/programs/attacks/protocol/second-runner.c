/* Executes the runner itself and speaks the protocol to it. It is not PID 1 there, and not root. */
#define _GNU_SOURCE
#include "attempt.h"
#include "frames.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static void try_runner(const char *uid)
{
    struct forged reset;
    int to[2], from[2], status = 0;
    unsigned char answer[16];
    forge_empty(&reset, 0x05, 1);
    if (!holds("pipes", pipe(to) == 0 && pipe(from) == 0))
        return;
    pid_t child = fork();
    if (child == 0) {
        dup2(to[0], 0);
        dup2(from[1], 1);
        close(to[1]);
        close(from[0]);
        execl("/.serin/runner", "runner", "serve", "--uid", uid, (char *)NULL);
        _exit(126);
    }
    close(to[0]);
    close(from[1]);
    (void)!write(to[1], reset.bytes, reset.length);
    holds("it says nothing", read(from[0], answer, sizeof answer) == 0);
    holds("it refuses to start", waitpid(child, &status, 0) == child && WIFEXITED(status) && (WEXITSTATUS(status) == 70 || WEXITSTATUS(status) == 126));
    close(to[1]);
    close(from[0]);
}

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
    try_runner("0");
    try_runner("200000");
    try_runner("200112");
    try_runner("-1");
    return told(12);
}
