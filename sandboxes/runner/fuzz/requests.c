/*
 * Any bytes as a frame: the header's decoder and the decoder of every request. What is accepted is held against a second reading
 * of the same fields; what is refused must be refused at a location of protocol errors. The payload lies in memory of
 * exactly its size, so that one byte read too far is a finding.
 */
#include "insist.h"

#include "bytes.h"
#include "fields.h"
#include "frame.h"
#include "program.h"
#include "request.h"

#include <stdlib.h>
#include <string.h>

enum { SLACK = 64 };

static struct put_request put;
static struct run_request run;
static struct collect_request collect;
static struct join_request join;
static struct program program;

static bool is_protocol_error(struct fault fault)
{
    return fault.at >= AT_FRAME_LENGTH && fault.at < AT_PUT_PATH;
}

static void check_header(const uint8_t *bytes)
{
    struct frame_header header;
    struct fault fault = frame_decode_request(bytes, &header);
    INSIST(header.id == get_u16(bytes + 6));
    if (failed(fault)) {
        INSIST(is_protocol_error(fault));
        return;
    }
    uint8_t again[FRAME_HEADER_BYTES];
    frame_encode(again, &header);
    INSIST(header.length <= FRAME_PAYLOAD_MAX);
    INSIST(memcmp(again, bytes, sizeof again) == 0);
}

static bool holds(const struct raw_field *field, const char *text, size_t room)
{
    return strnlen(text, room) < room && strlen(text) == field->length &&
           memcmp(text, field->bytes, field->length) == 0;
}

static void check_put(const uint8_t *payload, size_t length)
{
    struct feed feed = {.at = payload, .left = length};
    struct raw_field field;
    while (raw_next(&feed, &field)) {
        if (field.tag == TAG_PATH)
            INSIST(field.length > 0 && holds(&field, put.path, sizeof put.path));
        else if (field.tag == TAG_MODE)
            INSIST(raw_number(&field) == put.mode && (put.mode == 0444 || put.mode == 0555));
        else if (field.tag == TAG_APPEND)
            INSIST(raw_number(&field) == (put.append ? 1 : 0));
        else
            INSIST(field.tag == TAG_DATA && field.bytes == put.data && field.length == put.length);
    }
    INSIST(feed.left == 0);
    INSIST(put.data >= payload && put.data + put.length <= payload + length);
}

/* A string of the request lies in its text, is what was sent, and begins behind the one before. */
static void check_kept(const struct raw_field *field, const char *kept, size_t *used)
{
    INSIST(kept == run.text + *used);
    INSIST(holds(field, kept, sizeof run.text - *used));
    *used += field->length + 1;
}

/* A name in /box leads nowhere else. */
static void check_place(const struct raw_field *field, const char *kept, size_t *used)
{
    check_kept(field, kept, used);
    INSIST(strchr(kept, '/') == NULL && strcmp(kept, ".") != 0 && strcmp(kept, "..") != 0 && kept[0] != '\0');
}

static uint64_t number_of(uint16_t tag)
{
    switch (tag) {
    case TAG_PHASE:
        return run.phase;
    case TAG_CPU_NS:
        return run.cpu_limit_ns;
    case TAG_WALL_NS:
        return run.wall_limit_ns;
    case TAG_MEMORY_BYTES:
        return run.memory_limit_bytes;
    case TAG_STDOUT_BYTES:
        return run.stdout_limit_bytes;
    case TAG_STDERR_BYTES:
        return run.stderr_limit_bytes;
    case TAG_FILE_BYTES:
        return run.file_limit_bytes;
    case TAG_PROCESSES:
        return run.process_limit;
    case TAG_KEEP_INPUT:
        return run.keep_input;
    case TAG_KEPT_INPUT:
        return run.kept_input;
    case TAG_JOINED:
        return run.joined ? 1 : 0;
    case TAG_TRANSCRIPT:
        return run.transcript_bytes;
    case TAG_KEEP_BOX:
        return run.keep_box ? 1 : 0;
    default:
        insist_failed("every accepted tag is known", __FILE__, __LINE__);
    }
}

/* Where the program is looked for: nowhere but at argv[0] itself or at an absolute path. */
static void check_candidates(void)
{
    program.request = &run;
    program_find(&program);
    size_t count = 0;
    while (program.candidates[count] != NULL) {
        INSIST(++count <= CANDIDATES_MAX);
        const char *candidate = program.candidates[count - 1];
        INSIST(candidate == run.argv[0] || candidate[0] == '/');
        INSIST(strlen(candidate) >= strlen(run.argv[0]));
    }
}

static void check_run(const uint8_t *payload, size_t length)
{
    struct feed feed = {.at = payload, .left = length};
    struct raw_field field;
    size_t arguments = 0;
    size_t variables = 0;
    size_t directories = 0;
    size_t used = 0;
    while (raw_next(&feed, &field)) {
        if (field.tag == TAG_ARG)
            check_kept(&field, run.argv[arguments++], &used);
        else if (field.tag == TAG_ENV)
            check_kept(&field, run.envp[variables++], &used);
        else if (field.tag == TAG_DIRECTORY)
            check_place(&field, run.directories[directories++], &used);
        else if (field.tag == TAG_INPUT_FILE)
            check_place(&field, run.input_file, &used);
        else if (field.tag == TAG_OUTPUT_FILE)
            check_place(&field, run.output_file, &used);
        else
            INSIST(raw_number(&field) == number_of(field.tag));
        INSIST(arguments <= ARGUMENTS_MAX && variables <= VARIABLES_MAX);
    }
    INSIST(feed.left == 0 && used <= length);
    INSIST(run.argv[arguments] == NULL && run.envp[variables] == NULL && run.directories[directories] == NULL);
    INSIST(!run.joined || (run.input_file == NULL && run.output_file == NULL && run.kept_input == 0));
    INSIST(run.joined || run.transcript_bytes == 0);
    INSIST(run.argv[0][0] != '\0');
    for (size_t i = 0; i < variables; i++)
        INSIST(strchr(run.envp[i], '=') != NULL);
    check_candidates();
}

static void check_collect(const uint8_t *payload, size_t length)
{
    struct feed feed = {.at = payload, .left = length};
    struct raw_field field;
    size_t patterns = 0;
    while (raw_next(&feed, &field))
        if (field.tag == TAG_PATTERN) {
            INSIST(patterns < PATTERNS_MAX && field.length > 0);
            INSIST(holds(&field, collect.patterns[patterns], sizeof collect.patterns[patterns]));
            patterns++;
        }
    INSIST(feed.left == 0 && patterns == collect.pattern_count);
    INSIST(collect.most_files <= COLLECT_FILES_MAX);
    for (size_t i = 0; collect.named && i < patterns; i++)
        INSIST(path_is_plain(collect.patterns[i]));
}

static void check_join(const uint8_t *payload, size_t length)
{
    struct feed feed = {.at = payload, .left = length};
    struct raw_field field;
    while (raw_next(&feed, &field)) {
        bool is_in = field.tag == TAG_STDIN_NAME;
        INSIST(is_in || field.tag == TAG_STDOUT_NAME);
        INSIST(holds(&field, is_in ? join.stdin_name : join.stdout_name, sizeof join.stdin_name));
    }
    INSIST(feed.left == 0 && name_is_plain(join.stdin_name) && name_is_plain(join.stdout_name));
    INSIST(strcmp(join.stdin_name, join.stdout_name) != 0);
}

static struct fault decode(int type, const uint8_t *payload, size_t length)
{
    uint64_t number = 0;
    struct fault fault;
    switch (type) {
    case REQUEST_PUT:
        memset(&put, 0xa5, sizeof put);
        return decode_put(payload, length, &put);
    case REQUEST_RUN:
        memset(&run, 0xa5, offsetof(struct run_request, text));
        return decode_run(payload, length, &run);
    case REQUEST_COLLECT:
        return decode_collect(payload, length, &collect);
    case REQUEST_JOIN:
        memset(&join, 0xa5, sizeof join);
        return decode_join(payload, length, &join);
    default:
        fault = decode_forget(payload, length, &number);
        INSIST(failed(fault) || (number >= 1 && number <= KEPT_INPUTS_MAX));
        return fault;
    }
}

static void check_accepted(int type, const uint8_t *payload, size_t length)
{
    if (type == REQUEST_PUT)
        check_put(payload, length);
    if (type == REQUEST_RUN)
        check_run(payload, length);
    if (type == REQUEST_COLLECT)
        check_collect(payload, length);
    if (type == REQUEST_JOIN)
        check_join(payload, length);
}

/* Writes the fields of one kind of tag, odd or even, in their order. */
static void write_half(struct field_writer *writer, const uint8_t *payload, size_t length, unsigned odd)
{
    struct feed feed = {.at = payload, .left = length};
    struct raw_field field;
    while (raw_next(&feed, &field))
        if ((field.tag & 1U) == odd)
            write_bytes(writer, (enum tag)field.tag, field.bytes, field.length);
}

/* The order of fields with different tags means nothing: written again in another, a request is accepted or refused as before. */
static void check_reordered(int type, const uint8_t *payload, size_t length, bool accepted)
{
    struct feed feed = {.at = payload, .left = length};
    struct raw_field field;
    while (raw_next(&feed, &field))
        ;
    if (feed.left > 0)
        return;
    uint8_t *bytes = malloc(length + 1);
    INSIST(bytes != NULL);
    struct field_writer writer = {.bytes = bytes, .capacity = length};
    write_half(&writer, payload, length, 1);
    write_half(&writer, payload, length, 0);
    INSIST(!writer.overflow && writer.length == length);
    INSIST(failed(decode(type, bytes, length)) != accepted);
    free(bytes);
}

/* What does not fit is remembered and not written. */
static void check_overflow(const uint8_t *payload, size_t length, size_t capacity)
{
    uint8_t *bytes = malloc(capacity + 1);
    INSIST(bytes != NULL);
    bytes[capacity] = 0x5a;
    struct field_writer writer = {.bytes = bytes, .capacity = capacity};
    write_half(&writer, payload, length, 0);
    write_half(&writer, payload, length, 1);
    INSIST(writer.length <= capacity && bytes[capacity] == 0x5a);
    free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < FRAME_HEADER_BYTES || size - FRAME_HEADER_BYTES > FRAME_PAYLOAD_MAX)
        return 0;
    check_header(data);
    size_t length = size - FRAME_HEADER_BYTES;
    uint8_t *payload = malloc(length);
    INSIST(payload != NULL);
    if (length > 0)
        memcpy(payload, data + FRAME_HEADER_BYTES, length);

    int type = data[4];
    struct fault fault = decode(type, payload, length);
    INSIST(!failed(fault) || is_protocol_error(fault));
    if (!failed(fault))
        check_accepted(type, payload, length);
    check_reordered(type, payload, length, !failed(fault));
    check_overflow(payload, length, length > SLACK ? length - SLACK : 0);
    free(payload);
    return 0;
}
