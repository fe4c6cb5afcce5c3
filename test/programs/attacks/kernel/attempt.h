/* Counts what a probe tries and tells what got through; `held` is said only when everything was tried and nothing did. */
#ifndef ATTEMPT_H
#define ATTEMPT_H

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static int attempts_made;
static int attempts_through;

/* True is what the sandbox owes. */
static inline bool holds(const char *what, bool true_of_it)
{
    attempts_made++;
    if (true_of_it)
        return true;
    attempts_through++;
    printf("%s: not so (%s)\n", what, strerror(errno));
    return false;
}

/* A call that has to fail, whatever it says. */
static inline bool fails(const char *what, long result)
{
    attempts_made++;
    if (result == -1)
        return true;
    attempts_through++;
    printf("%s got through: %ld\n", what, result);
    return false;
}

/* A call that has to fail with this errno: with another one, something else than the measure has stopped it. */
static inline bool fails_with(const char *what, long result, int wanted)
{
    int error = errno;
    if (!fails(what, result))
        return false;
    if (error == wanted)
        return true;
    attempts_through++;
    printf("%s failed with %s, not %s\n", what, strerrorname_np(error), strerrorname_np(wanted));
    return false;
}

/* The exit status of main. Fewer attempts than `at_least` are a fault of the probe. */
static inline int told(int at_least)
{
    fprintf(stderr, "%d attempts, %d got through\n", attempts_made, attempts_through);
    if (attempts_made < at_least)
        printf("only %d of %d attempts were made\n", attempts_made, at_least);
    else if (attempts_through == 0)
        puts("held");
    return 0;
}

#endif
