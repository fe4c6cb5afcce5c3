#ifndef SERIN_TEST_H
#define SERIN_TEST_H

/* The least that tests need: a check that says what was wrong and where, and goes on. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CHECK(condition) test_check((condition), #condition, __FILE__, __LINE__)
#define CHECK_NUMBER(got, wanted) \
    test_check_number((uint64_t)(got), (uint64_t)(wanted), #got, __FILE__, __LINE__)

/* Begins a test; its title is a sentence about behaviour. */
void test_begin(const char *title);
void test_check(bool holds, const char *what, const char *file, int line);
void test_check_number(uint64_t got, uint64_t wanted, const char *what, const char *file, int line);

void test_numbers(void);
void test_paths(void);
void test_fixtures(const char *directory);
void test_requests(void);
void test_cgroup(void);
void test_memory(void);
void test_limits(void);
void test_filter(void);
void test_streams(void);
void test_wipe(void);

#endif
