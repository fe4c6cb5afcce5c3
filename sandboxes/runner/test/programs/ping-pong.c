/*
 * Lines over standard input and output, one for one. `ping-pong ask ROUNDS` writes a number, waits for the one that follows it, and
 * so on; it says on standard error how many nanoseconds each round took. `ping-pong answer` answers until its input ends. Neither
 * keeps anything in a buffer.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static char line[64];

static int read_line(void)
{
    ssize_t got = read(STDIN_FILENO, line, sizeof line - 1);
    if (got <= 0)
        return 0;
    line[got] = '\0';
    return line[got - 1] == '\n';
}

static int write_line(long number)
{
    int length = snprintf(line, sizeof line, "%ld\n", number);
    return write(STDOUT_FILENO, line, (size_t)length) == length;
}

static long long now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static int ask(long rounds)
{
    long long begun_ns = 0;
    for (long round = 0; round < rounds; round++) {
        if (!write_line(2 * round) || !read_line() || atol(line) != 2 * round + 1)
            return 1;
        if (round == 0)
            begun_ns = now_ns(); /* both are there now */
    }
    if (rounds > 1)
        fprintf(stderr, "%lld\n", (now_ns() - begun_ns) / (rounds - 1));
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "ask") == 0)
        return ask(atol(argv[2]));
    while (read_line())
        if (!write_line(atol(line) + 1))
            return 1;
    return 0;
}
