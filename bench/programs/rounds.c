/*
 * Lines over standard input and output, one for one, each with a system call of its own.
 *
 *   rounds ask N    writes a number, reads the one that follows it, N times
 *   rounds answer   answers until its input ends
 *   rounds pair N   makes one of each, joins them by two pipes and waits for both
 *
 * Exits 0 when every answer was right.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char line[64];

static int read_line(void) {
    ssize_t got = read(STDIN_FILENO, line, sizeof line - 1);
    if (got <= 0) return 0;
    line[got] = '\0';
    return line[got - 1] == '\n';
}

static int write_line(long number) {
    int length = snprintf(line, sizeof line, "%ld\n", number);
    return write(STDOUT_FILENO, line, (size_t)length) == length;
}

static int ask(long rounds) {
    for (long round = 0; round < rounds; round++)
        if (!write_line(2 * round) || !read_line() || atol(line) != 2 * round + 1) return 1;
    return 0;
}

static int answer(void) {
    while (read_line())
        if (!write_line(atol(line) + 1)) return 1;
    return 0;
}

static void start(int in, int out, const int (*pipes)[2], char *const argv[]) {
    pid_t child = fork();
    if (child < 0) exit(2);
    if (child > 0) return;
    if (dup2(in, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0) _exit(2);
    for (int i = 0; i < 2; i++) {
        close(pipes[i][0]);
        close(pipes[i][1]);
    }
    execv(argv[0], argv);
    _exit(2);
}

static int pair(char *program, char *rounds) {
    int pipes[2][2];
    if (pipe(pipes[0]) != 0 || pipe(pipes[1]) != 0) return 2;
    start(pipes[0][0], pipes[1][1], pipes, (char *[]){program, "answer", NULL});
    start(pipes[1][0], pipes[0][1], pipes, (char *[]){program, "ask", rounds, NULL});
    for (int i = 0; i < 2; i++) {
        close(pipes[i][0]);
        close(pipes[i][1]);
    }
    int failed = 0;
    int status;
    while (wait(&status) > 0) failed |= status != 0;
    return failed;
}

int main(int argc, char **argv) {
    if (argc == 2 && strcmp(argv[1], "answer") == 0) return answer();
    if (argc == 3 && strcmp(argv[1], "ask") == 0) return ask(atol(argv[2]));
    if (argc == 3 && strcmp(argv[1], "pair") == 0) return pair(argv[0], argv[2]);
    return 2;
}
