/*
 * Any text as what the kernel writes: mountinfo, cgroup files of one number or of keys, /proc/PID/status, and plain numbers.
 * The first byte chooses the key that is looked for, the rest is the text, in memory of exactly its size and its NUL.
 */
#include "insist.h"

#include "cgroup_text.h"
#include "memory.h"
#include "number.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const keys[] = {"usage_usec", "anon", "shmem", "kernel", "rss", "oom_kill", "slab", "a"};

/* `length` digits and nothing else, and not more than fits. */
static bool is_number(const char *text, size_t length, uint64_t *value)
{
    char canonical[32];
    size_t zeros = 0;
    for (size_t i = 0; i < length; i++)
        if (text[i] < '0' || text[i] > '9')
            return false;
    while (zeros + 1 < length && text[zeros] == '0')
        zeros++;
    if (length == 0 || length - zeros > 20)
        return false;
    memcpy(canonical, text + zeros, length - zeros);
    canonical[length - zeros] = '\0';
    *value = strtoull(canonical, NULL, 10);
    char again[32];
    (void)snprintf(again, sizeof again, "%llu", (unsigned long long)*value);
    return strcmp(again, canonical) == 0;
}

static void check_number(const char *text, size_t length)
{
    uint64_t got = 1;
    uint64_t wanted = 2;
    bool parsed = parse_u64(text, length, &got);
    INSIST(parsed == is_number(text, length, &wanted));
    INSIST(!parsed || got == wanted);
}

static void check_single(const char *text)
{
    uint64_t got = 1;
    uint64_t wanted = 2;
    size_t length = strcspn(text, "\n");
    if (!cgroup_parse_single(text, &got))
        return;
    INSIST(is_number(text, length, &wanted) && got == wanted);
    INSIST(text[length] == '\0' || text[length + 1] == '\0');
}

/* A value that is found is what a line of the text says behind the whole of its key. */
static void check_keyed(const char *text, const char *key)
{
    uint64_t value;
    if (!cgroup_parse_keyed(text, key, &value))
        return;
    const char *at = text;
    while ((at = strstr(at, key)) != NULL) {
        bool begins = at == text || at[-1] == '\n' || at[-1] == ' ';
        const char *number = at + strlen(key);
        size_t blanks = strspn(number, " ");
        uint64_t wanted;
        if (begins && blanks > 0 && is_number(number + blanks, strcspn(number + blanks, " \n"), &wanted) && wanted == value)
            return;
        at++;
    }
    insist_failed("a value that is found stands behind its key", __FILE__, __LINE__);
}

static void check_mounts(const char *text)
{
    struct cgroup_mounts mounts;
    memset(&mounts, 0xa5, sizeof mounts);
    if (!cgroup_find_mounts(text, &mounts))
        return;
    INSIST(mounts.version == 1 || mounts.version == 2);
    INSIST(strnlen(mounts.cpu, CGROUP_PATH_MAX) < CGROUP_PATH_MAX);
    INSIST(strnlen(mounts.memory, CGROUP_PATH_MAX) < CGROUP_PATH_MAX);
    INSIST(mounts.cpu[0] != '\0' && strstr(text, mounts.cpu) != NULL);
    INSIST(mounts.memory[0] != '\0' && strstr(text, mounts.memory) != NULL);
    INSIST(mounts.version == 1 || strcmp(mounts.cpu, mounts.memory) == 0);
}

static void check_status(const char *text)
{
    uint64_t bytes = memory_file_rss(text);
    INSIST(bytes % 1024 == 0);
    INSIST(bytes == 0 || strstr(text, "RssFile:") != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    char *text = malloc(size);
    INSIST(text != NULL);
    memcpy(text, data + 1, size - 1);
    text[size - 1] = '\0';

    check_number(text, strlen(text));
    check_single(text);
    check_keyed(text, keys[data[0] % (sizeof keys / sizeof keys[0])]);
    check_mounts(text);
    check_status(text);
    free(text);
    return 0;
}
