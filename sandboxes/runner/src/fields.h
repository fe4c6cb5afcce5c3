#ifndef SERIN_FIELDS_H
#define SERIN_FIELDS_H

/*
 * The fields of a payload, read by a table of rules and written one by one. Pure; nothing is allocated and nothing is
 * trusted: every length is compared with what is left before a byte is touched.
 */

#include "location.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum tag {
    TAG_PATH = 1,
    TAG_MODE = 2,
    TAG_APPEND = 3,
    TAG_DATA = 4,
    TAG_PHASE = 16,
    TAG_ARG = 17,
    TAG_ENV = 18,
    TAG_CPU_NS = 19,
    TAG_WALL_NS = 20,
    TAG_MEMORY_BYTES = 21,
    TAG_STDOUT_BYTES = 22,
    TAG_STDERR_BYTES = 23,
    TAG_FILE_BYTES = 24,
    TAG_PROCESSES = 25,
    TAG_KEEP_INPUT = 26,
    TAG_KEPT_INPUT = 27,
    TAG_JOINED = 28,
    TAG_INPUT_FILE = 29,
    TAG_OUTPUT_FILE = 30,
    TAG_KEEP_BOX = 31,
    TAG_PATTERN = 32,
    TAG_MAX_BYTES = 33,
    TAG_MAX_FILES = 34,
    TAG_DIRECTORY = 35,
    TAG_STDIN_NAME = 36,
    TAG_STDOUT_NAME = 37,
    TAG_TRANSCRIPT = 38,
    TAG_NAMED = 39,
    TAG_FATE = 48,
    TAG_CODE = 49,
    TAG_LOCATION = 50,
    TAG_REPORT_CPU_NS = 51,
    TAG_REPORT_WALL_NS = 52,
    TAG_MEMORY_PEAK = 53,
    TAG_OOM_KILLS = 54,
    TAG_STDOUT_TOTAL = 55,
    TAG_STDERR_TOTAL = 56,
    TAG_CLEAN = 57,
    TAG_ENDED_NS = 58,
    TAG_PROTOCOL_MIN = 64,
    TAG_PROTOCOL_MAX = 65,
    TAG_RUNNER_VERSION = 66,
    TAG_CGROUP_VERSION = 67,
    TAG_UID = 68,
    TAG_FILES = 72,
    TAG_BYTES = 73,
    TAG_VERIFIED = 80,
    TAG_REASON = 81,
    TAG_DURATION_NS = 82,
    TAG_KILLED = 83,
    TAG_ERRNO = 88,
    TAG_MESSAGE = 89,
};

enum { FIELD_HEADER_BYTES = 6, FIELD_RULES_MAX = 24 };

enum field_kind {
    FIELD_NUMBER, /* eight bytes; least…most bound the value */
    FIELD_STRING, /* no NUL; least…most bound the length */
    FIELD_RAW,    /* any bytes; least…most bound the length */
};

struct field_rule {
    enum tag tag;
    enum field_kind kind;
    uint64_t least;
    uint64_t most;
    bool required;
    uint32_t times; /* how often it may occur */
};

struct field {
    enum tag tag;
    uint64_t number; /* of a FIELD_NUMBER */
    uint32_t length;
    const uint8_t *bytes; /* inside the payload, not terminated */
};

struct field_reader {
    const uint8_t *at;
    size_t left;
    const struct field_rule *rules;
    size_t rule_count; /* at most FIELD_RULES_MAX */
    uint32_t seen[FIELD_RULES_MAX];
};

enum field_step { FIELD_FOUND, FIELD_END, FIELD_FAULT };

struct field_reader field_reader(const uint8_t *payload, size_t length, const struct field_rule *rules,
                                 size_t rule_count);

/* The next field, checked against its rule. FIELD_END comes only when nothing required is missing. */
enum field_step field_next(struct field_reader *reader, struct field *field, struct fault *fault);

/* A frame under construction in memory of the caller. Overflow is remembered, never written. */
struct field_writer {
    uint8_t *bytes;
    size_t capacity;
    size_t length;
    bool overflow;
};

void write_number(struct field_writer *writer, enum tag tag, uint64_t value);
void write_bytes(struct field_writer *writer, enum tag tag, const void *bytes, size_t length);
void write_string(struct field_writer *writer, enum tag tag, const char *text);

#endif
