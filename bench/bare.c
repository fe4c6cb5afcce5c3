/*
 * Runs a program again and again, as a judge would if it did nothing else: pipe in, pipe out, fork, exec, wait.
 *
 *   bare RUNS INPUT-FILE PROGRAM [ARGUMENT…]
 *
 * Prints the wall time and the CPU time of each run in nanoseconds, one run a line. The CPU time is the program's and its children's.
 * Exits 1 when a run does not exit with 0.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long long now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (long long)t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void die(const char *what) {
    perror(what);
    exit(2);
}

static long long ns_of(struct timeval t) {
    return (long long)t.tv_sec * 1000000000LL + t.tv_usec * 1000LL;
}

/* Gives the CPU time in nanoseconds. */
static long long run_once(const char *input, char *const argv[]) {
    int in = open(input, O_RDONLY | O_CLOEXEC);
    if (in < 0) die(input);
    int out[2];
    if (pipe2(out, O_CLOEXEC) != 0) die("pipe2");
    pid_t child = fork();
    if (child < 0) die("fork");
    if (child == 0) {
        if (dup2(in, 0) < 0 || dup2(out[1], 1) < 0) _exit(126);
        execv(argv[0], argv);
        _exit(127);
    }
    close(in);
    close(out[1]);
    char buffer[65536];
    ssize_t got;
    do {
        got = read(out[0], buffer, sizeof buffer);
    } while (got > 0 || (got < 0 && errno == EINTR));
    close(out[0]);
    int status = 0;
    struct rusage usage;
    if (wait4(child, &status, 0, &usage) != child) die("wait4");
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        fprintf(stderr, "bare: %s ended with status %#x\n", argv[0], (unsigned)status);
        exit(1);
    }
    return ns_of(usage.ru_utime) + ns_of(usage.ru_stime);
}

int main(int argc, char *argv[]) {
    if (argc < 4) {
        fprintf(stderr, "usage: bare RUNS INPUT-FILE PROGRAM [ARGUMENT...]\n");
        return 2;
    }
    char *end = NULL;
    long runs = strtol(argv[1], &end, 10);
    if (*end != '\0' || runs < 1 || runs > 1000000) {
        fprintf(stderr, "bare: RUNS is a number from 1 to 1000000\n");
        return 2;
    }
    for (long i = 0; i < runs; i++) {
        long long started = now_ns();
        long long cpu = run_once(argv[2], argv + 3);
        printf("%lld %lld\n", now_ns() - started, cpu);
    }
    return 0;
}
