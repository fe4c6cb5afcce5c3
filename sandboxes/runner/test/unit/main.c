#include "test.h"

#include <inttypes.h>
#include <stdio.h>

static const char *title = "";
static unsigned tests;
static unsigned checks;
static unsigned failures;

void test_begin(const char *sentence)
{
    title = sentence;
    tests++;
}

void test_check(bool holds, const char *what, const char *file, int line)
{
    checks++;
    if (holds)
        return;
    failures++;
    fprintf(stderr, "%s:%d: %s: %s does not hold\n", file, line, title, what);
}

void test_check_number(uint64_t got, uint64_t wanted, const char *what, const char *file, int line)
{
    checks++;
    if (got == wanted)
        return;
    failures++;
    fprintf(stderr, "%s:%d: %s: %s is %" PRIu64 ", not %" PRIu64 "\n", file, line, title, what, got, wanted);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: unit FIXTURES\n");
        return 2;
    }
    test_numbers();
    test_paths();
    test_fixtures(argv[1]);
    test_requests();
    test_cgroup();
    test_memory();
    test_limits();
    test_filter();
    test_streams();
    test_wipe();
    printf("%u tests, %u checks, %u failures\n", tests, checks, failures);
    return failures == 0 ? 0 : 1;
}
