/* Counts what a probe tries and tells what got through; `held` is said only when everything was tried and nothing did. */
#ifndef PROBE_H
#define PROBE_H

#include <errno.h>
#include <stdio.h>
#include <string.h>

static int tried;
static int through;

/* A call that must fail, which says so with a negative result. */
static inline void refused(const char *what, long result)
{
    tried++;
    if (result >= 0) {
        through++;
        printf("%s got through: %ld\n", what, result);
    }
}

/* Something that must be true. */
static inline void must(const char *what, int is_so)
{
    tried++;
    if (!is_so) {
        through++;
        printf("%s: not so (%s)\n", what, strerror(errno));
    }
}

static inline int verdict(int at_least)
{
    fprintf(stderr, "%d attempts, %d got through\n", tried, through);
    if (tried < at_least)
        printf("only %d of %d attempts were made\n", tried, at_least);
    else if (through == 0)
        puts("held");
    return 0;
}

#endif
