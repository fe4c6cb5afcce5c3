#include "cgroup_text.h"

#include "number.h"

#include <string.h>

struct span {
    const char *at;
    size_t length;
};

static bool span_equals(struct span span, const char *text)
{
    return span.length == strlen(text) && memcmp(span.at, text, span.length) == 0;
}

/* Cuts the next piece that ends at one of `ends` off `*rest`; pieces are never empty. */
static bool next_piece(struct span *rest, const char *ends, struct span *piece)
{
    while (rest->length > 0 && strchr(ends, rest->at[0]) != NULL) {
        rest->at++;
        rest->length--;
    }
    size_t length = 0;
    while (length < rest->length && strchr(ends, rest->at[length]) == NULL)
        length++;
    *piece = (struct span){.at = rest->at, .length = length};
    rest->at += length;
    rest->length -= length;
    return length > 0;
}

static bool has_option(struct span options, const char *wanted)
{
    struct span option;
    while (next_piece(&options, ",", &option))
        if (span_equals(option, wanted))
            return true;
    return false;
}

static bool copy_path(char to[CGROUP_PATH_MAX], struct span path)
{
    if (path.length >= CGROUP_PATH_MAX)
        return false;
    memcpy(to, path.at, path.length);
    to[path.length] = '\0';
    return true;
}

struct mount {
    struct span point;
    struct span type;
    struct span options; /* of the superblock */
};

/* `36 35 98:0 /root /point rw,noatime shared:1 … - type source options` */
static bool parse_mount(struct span line, struct mount *mount)
{
    struct span word;
    for (int i = 1; i <= 5; i++)
        if (!next_piece(&line, " ", &word))
            return false;
    mount->point = word;
    do {
        if (!next_piece(&line, " ", &word))
            return false;
    } while (!span_equals(word, "-"));
    struct span source;
    return next_piece(&line, " ", &mount->type) && next_piece(&line, " ", &source) &&
           next_piece(&line, " ", &mount->options);
}

bool cgroup_find_mounts(const char *mountinfo, struct cgroup_mounts *mounts)
{
    struct span rest = {.at = mountinfo, .length = strlen(mountinfo)};
    struct span line;
    char unified[CGROUP_PATH_MAX] = "";

    *mounts = (struct cgroup_mounts){0};
    while (next_piece(&rest, "\n", &line)) {
        struct mount mount;
        if (!parse_mount(line, &mount))
            continue;
        if (span_equals(mount.type, "cgroup")) {
            if (has_option(mount.options, "cpuacct") && !copy_path(mounts->cpu, mount.point))
                return false;
            if (has_option(mount.options, "memory") && !copy_path(mounts->memory, mount.point))
                return false;
        }
        if (span_equals(mount.type, "cgroup2") && !copy_path(unified, mount.point))
            return false;
    }
    if (mounts->cpu[0] != '\0' && mounts->memory[0] != '\0') {
        mounts->version = 1;
        return true;
    }
    if (unified[0] == '\0')
        return false;
    mounts->version = 2;
    memcpy(mounts->cpu, unified, sizeof unified);
    memcpy(mounts->memory, unified, sizeof unified);
    return true;
}

bool cgroup_parse_single(const char *text, uint64_t *value)
{
    size_t length = strcspn(text, "\n");
    if (text[length] == '\n' && text[length + 1] != '\0')
        return false;
    return parse_u64(text, length, value);
}

bool cgroup_parse_keyed(const char *text, const char *key, uint64_t *value)
{
    struct span rest = {.at = text, .length = strlen(text)};
    struct span line;

    while (next_piece(&rest, "\n", &line)) {
        struct span name;
        if (!next_piece(&line, " ", &name) || !span_equals(name, key))
            continue;
        struct span number;
        return next_piece(&line, " ", &number) && line.length == 0 &&
               parse_u64(number.at, number.length, value);
    }
    return false;
}
