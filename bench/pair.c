/*
 * pair ONE TWO [ARGUMENT…]: the two programs joined by bare pipes, crosswise; ends when both have ended, with 0 if both did. The
 * arguments are the second one's. Whoever pins it to a core has both on that core.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void die(const char *what) {
    perror(what);
    exit(2);
}

static void start(int in, int out, char *const argv[]) {
    pid_t child = fork();
    if (child < 0) die("fork");
    if (child > 0) return;
    if (dup2(in, 0) < 0 || dup2(out, 1) < 0) _exit(126);
    execv(argv[0], argv);
    _exit(127);
}

int main(int argc, char *argv[]) {
    int there[2], back[2];
    if (argc < 3) {
        fprintf(stderr, "usage: pair ONE TWO [ARGUMENT...]\n");
        return 2;
    }
    if (pipe2(there, O_CLOEXEC) != 0 || pipe2(back, O_CLOEXEC) != 0) die("pipe2");
    char *one[] = {argv[1], NULL};
    start(there[0], back[1], one);
    start(back[0], there[1], argv + 2);
    close(there[0]);
    close(there[1]);
    close(back[0]);
    close(back[1]);
    int failed = 0, status;
    while (wait(&status) > 0) failed |= !WIFEXITED(status) || WEXITSTATUS(status) != 0;
    return failed;
}
