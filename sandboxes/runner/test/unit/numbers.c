#include "number.h"
#include "request.h"
#include "test.h"

#include <string.h>

static bool parses(const char *text, uint64_t *value)
{
    return parse_u64(text, strlen(text), value);
}

void test_numbers(void)
{
    uint64_t value = 7;

    test_begin("a number is the whole of its text");
    CHECK(parses("0", &value) && value == 0);
    CHECK(parses("200001", &value) && value == 200001);
    CHECK(parses("18446744073709551615", &value) && value == UINT64_MAX);

    test_begin("what is not wholly a number is refused and leaves the value alone");
    static const char *const bad[] = {"", " 1", "1 ", "+1", "-1", "1x", "0x1", "1e3", "1.0", "18446744073709551616",
                                      "99999999999999999999"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        value = 7;
        CHECK(!parses(bad[i], &value));
        CHECK_NUMBER(value, 7);
    }
}

void test_paths(void)
{
    test_begin("a plain path is relative and has only real components");
    static const char *const good[] = {"a", "a/b", "a.b/..c/d..", ".hidden", "...", "a b\nc"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        CHECK(path_is_plain(good[i]));

    test_begin("a path that leaves its directory, or names it, is not plain");
    static const char *const bad[] = {"",     "/",    "/a",   "a/",     ".",    "..",  "./a",
                                      "../a", "a/..", "a/.",  "a/../b", "a//b", "a/./b"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        CHECK(!path_is_plain(bad[i]));
}
