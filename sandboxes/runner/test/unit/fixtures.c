/* The golden frames of fixtures/: the same files hold for the worker's codec. */
#include "bytes.h"
#include "fields.h"
#include "frame.h"
#include "number.h"
#include "request.h"
#include "test.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MAX = 65536 };

static const struct {
    const char *name;
    enum tag tag;
} tag_names[] = {
    {"PATH", TAG_PATH},
    {"MODE", TAG_MODE},
    {"APPEND", TAG_APPEND},
    {"DATA", TAG_DATA},
    {"PHASE", TAG_PHASE},
    {"ARG", TAG_ARG},
    {"ENV", TAG_ENV},
    {"CPU_NS", TAG_CPU_NS},
    {"WALL_NS", TAG_WALL_NS},
    {"MEMORY_BYTES", TAG_MEMORY_BYTES},
    {"STDOUT_BYTES", TAG_STDOUT_BYTES},
    {"STDERR_BYTES", TAG_STDERR_BYTES},
    {"FILE_BYTES", TAG_FILE_BYTES},
    {"PROCESSES", TAG_PROCESSES},
    {"KEEP_INPUT", TAG_KEEP_INPUT},
    {"KEPT_INPUT", TAG_KEPT_INPUT},
    {"JOINED", TAG_JOINED},
    {"INPUT_FILE", TAG_INPUT_FILE},
    {"OUTPUT_FILE", TAG_OUTPUT_FILE},
    {"KEEP_BOX", TAG_KEEP_BOX},
    {"DIRECTORY", TAG_DIRECTORY},
    {"STDIN_NAME", TAG_STDIN_NAME},
    {"STDOUT_NAME", TAG_STDOUT_NAME},
    {"TRANSCRIPT", TAG_TRANSCRIPT},
    {"PATTERN", TAG_PATTERN},
    {"MAX_BYTES", TAG_MAX_BYTES},
    {"MAX_FILES", TAG_MAX_FILES},
    {"NAMED", TAG_NAMED},
    {"FATE", TAG_FATE},
    {"CODE", TAG_CODE},
    {"LOCATION", TAG_LOCATION},
    {"MEMORY_PEAK", TAG_MEMORY_PEAK},
    {"OOM_KILLS", TAG_OOM_KILLS},
    {"STDOUT_TOTAL", TAG_STDOUT_TOTAL},
    {"STDERR_TOTAL", TAG_STDERR_TOTAL},
    {"CLEAN", TAG_CLEAN},
    {"ENDED_NS", TAG_ENDED_NS},
    {"PROTOCOL_MIN", TAG_PROTOCOL_MIN},
    {"PROTOCOL_MAX", TAG_PROTOCOL_MAX},
    {"RUNNER_VERSION", TAG_RUNNER_VERSION},
    {"CGROUP_VERSION", TAG_CGROUP_VERSION},
    {"UID", TAG_UID},
    {"FILES", TAG_FILES},
    {"BYTES", TAG_BYTES},
    {"VERIFIED", TAG_VERIFIED},
    {"REASON", TAG_REASON},
    {"DURATION_NS", TAG_DURATION_NS},
    {"KILLED", TAG_KILLED},
    {"ERRNO", TAG_ERRNO},
    {"MESSAGE", TAG_MESSAGE},
};

static bool read_file(const char *directory, const char *name, char text[static FILE_MAX])
{
    char path[512];
    (void)snprintf(path, sizeof path, "%s/%s", directory, name);
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return false;
    size_t got = fread(text, 1, FILE_MAX - 1, file);
    (void)fclose(file);
    text[got] = '\0';
    return true;
}

static size_t parse_hex(const char *text, size_t length, uint8_t *bytes)
{
    size_t count = 0;
    for (size_t i = 0; i + 1 < length; i++) {
        char pair[3] = {text[i], text[i + 1], '\0'};
        if (strchr(" \n\r\t", text[i]) != NULL)
            continue;
        bytes[count++] = (uint8_t)strtoul(pair, NULL, 16);
        i++;
    }
    return count;
}

/* A member of a JSON text of the fixtures' plain form: `"key": "value"` or `"key": 12`. */
struct member {
    const char *key;
    size_t key_length;
    const char *value;
    size_t value_length;
};

static bool next_member(const char **at, struct member *member)
{
    for (;;) {
        const char *open = strchr(*at, '"');
        if (open == NULL)
            return false;
        const char *close = strchr(open + 1, '"');
        *at = close + 1;
        if (close[1] != ':')
            continue;
        member->key = open + 1;
        member->key_length = (size_t)(close - open - 1);
        const char *value = close + 2 + strspn(close + 2, " ");
        if (*value == '[')
            continue;
        bool quoted = *value == '"';
        member->value = value + (quoted ? 1 : 0);
        member->value_length = strcspn(member->value, quoted ? "\"" : ",\n}");
        *at = member->value + member->value_length + (quoted ? 1 : 0);
        return true;
    }
}

static bool is_key(const struct member *member, const char *key)
{
    return member->key_length == strlen(key) && strncmp(member->key, key, member->key_length) == 0;
}

static uint64_t number_of(const struct member *member)
{
    uint64_t value = 0;
    CHECK(parse_u64(member->value, member->value_length, &value));
    return value;
}

static enum tag tag_of(const struct member *member)
{
    for (size_t i = 0; i < sizeof tag_names / sizeof tag_names[0]; i++)
        if (strlen(tag_names[i].name) == member->value_length &&
            strncmp(tag_names[i].name, member->value, member->value_length) == 0)
            return tag_names[i].tag;
    return (enum tag)0;
}

/* What a fixture's JSON says, written by our own writer. */
static size_t encode_described(const char *json, uint8_t *frame, size_t capacity)
{
    struct field_writer writer = {.bytes = frame + FRAME_HEADER_BYTES, .capacity = capacity - FRAME_HEADER_BYTES};
    struct frame_header header = {0};
    struct member member;
    uint8_t bytes[FILE_MAX];
    bool in_fields = false;
    enum tag tag = (enum tag)0;
    bool held = false;
    struct member value = {0};

    for (const char *at = json;;) {
        bool more = next_member(&at, &member);
        bool begins_field = more && is_key(&member, "tag");
        if (held && (!more || begins_field)) {
            if (is_key(&value, "u64"))
                write_number(&writer, tag, number_of(&value));
            else if (is_key(&value, "text"))
                write_bytes(&writer, tag, value.value, value.value_length);
            else
                write_bytes(&writer, tag, bytes, parse_hex(value.value, value.value_length, bytes));
            held = false;
        }
        if (!more)
            break;
        if (begins_field) {
            in_fields = true;
            tag = tag_of(&member);
        } else if (is_key(&member, "code") && in_fields)
            tag = (enum tag)number_of(&member);
        else if (is_key(&member, "code"))
            header.type = (enum frame_type)number_of(&member);
        else if (is_key(&member, "id"))
            header.id = (uint16_t)number_of(&member);
        else if (is_key(&member, "raw")) {
            writer.length = parse_hex(member.value, member.value_length, writer.bytes);
        } else if (is_key(&member, "u64") || is_key(&member, "text") || is_key(&member, "hex")) {
            value = member;
            held = true;
        }
    }
    CHECK(!writer.overflow);
    header.length = (uint32_t)writer.length;
    frame_encode(frame, &header);
    return FRAME_HEADER_BYTES + writer.length;
}

/* The fault of a request as the runner would find it: first in the header, then in the payload. */
static struct fault decode_any(const uint8_t *frame, size_t length)
{
    static struct run_request run;
    static struct put_request put;
    static struct collect_request collect;
    static struct join_request join;
    uint64_t kept;
    struct frame_header header;
    struct fault fault = frame_decode_request(frame, &header);
    if (failed(fault))
        return fault;
    CHECK_NUMBER(header.length, length - FRAME_HEADER_BYTES);
    const uint8_t *payload = frame + FRAME_HEADER_BYTES;
    switch ((int)header.type) {
    case REQUEST_PUT:
        return decode_put(payload, header.length, &put);
    case REQUEST_RUN:
        return decode_run(payload, header.length, &run);
    case REQUEST_COLLECT:
        return decode_collect(payload, header.length, &collect);
    case REQUEST_JOIN:
        return decode_join(payload, header.length, &join);
    case REQUEST_FORGET:
        return decode_forget(payload, header.length, &kept);
    default:
        return no_fault();
    }
}

static void check_malformed(const char *json, const uint8_t *frame, size_t length)
{
    if (strstr(json, "\"side\": \"request\"") == NULL)
        return; /* the worker's part */
    struct fault fault = decode_any(frame, length);
    const char *location = strstr(json, "\"location\": ");
    CHECK(location != NULL);
    if (location != NULL)
        CHECK_NUMBER(fault.at, strtoul(location + 12, NULL, 10));
}

static void check_fixture(const char *directory, const char *name)
{
    static char hex[FILE_MAX];
    static char json[FILE_MAX];
    static uint8_t frame[FILE_MAX];
    static uint8_t described[FILE_MAX];
    char json_name[256];

    (void)snprintf(json_name, sizeof json_name, "%.*s.json", (int)(strlen(name) - 4), name);
    test_begin(name);
    CHECK(read_file(directory, name, hex));
    CHECK(read_file(directory, json_name, json));
    size_t length = parse_hex(hex, strlen(hex), frame);
    /* An exact copy on the heap: a decoder that reads a byte too many is caught by the sanitizer. */
    uint8_t *exact = malloc(length);
    CHECK(exact != NULL);
    if (exact == NULL)
        return;
    memcpy(exact, frame, length);
    if (strncmp(name, "malformed-", 10) == 0) {
        check_malformed(json, exact, length);
    } else {
        if (frame[4] < 0x80)
            CHECK_NUMBER(decode_any(exact, length).at, AT_NOWHERE);
        size_t wanted = encode_described(json, described, sizeof described);
        CHECK_NUMBER(length, wanted);
        CHECK(length == wanted && memcmp(frame, described, length) == 0);
    }
    free(exact);
}

void test_fixtures(const char *directory)
{
    size_t count = 0;
    DIR *listing = opendir(directory);
    CHECK(listing != NULL);
    if (listing == NULL)
        return;
    for (struct dirent *entry = readdir(listing); entry != NULL; entry = readdir(listing)) {
        size_t length = strlen(entry->d_name);
        if (length > 4 && strcmp(entry->d_name + length - 4, ".hex") == 0) {
            check_fixture(directory, entry->d_name);
            count++;
        }
    }
    (void)closedir(listing);
    test_begin("there are fixtures");
    CHECK(count >= 40);
}
