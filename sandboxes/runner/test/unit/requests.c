#include "fields.h"
#include "frame.h"
#include "request.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>

static uint8_t payload[FRAME_PAYLOAD_MAX];
static struct run_request run;

static struct field_writer begin(void)
{
    return (struct field_writer){.bytes = payload, .capacity = sizeof payload};
}

static void write_limits(struct field_writer *writer)
{
    write_number(writer, TAG_PHASE, 2);
    write_number(writer, TAG_CPU_NS, 1);
    write_number(writer, TAG_WALL_NS, 2);
    write_number(writer, TAG_MEMORY_BYTES, 3);
    write_number(writer, TAG_STDOUT_BYTES, 4);
    write_number(writer, TAG_STDERR_BYTES, 5);
    write_number(writer, TAG_FILE_BYTES, 6);
    write_number(writer, TAG_PROCESSES, 7);
}

static struct fault decode(const struct field_writer *writer)
{
    CHECK(!writer->overflow);
    return decode_run(payload, writer->length, &run);
}

static void test_decoded_run(void)
{
    test_begin("a run keeps its words in order, and every limit in its place");
    struct field_writer writer = begin();
    write_limits(&writer);
    write_string(&writer, TAG_ARG, "main");
    write_string(&writer, TAG_ARG, "");
    write_string(&writer, TAG_ARG, "a b");
    write_string(&writer, TAG_ENV, "A=1");
    write_string(&writer, TAG_ENV, "B=");
    CHECK_NUMBER(decode(&writer).at, AT_NOWHERE);
    CHECK(strcmp(run.argv[0], "main") == 0 && strcmp(run.argv[1], "") == 0 && strcmp(run.argv[2], "a b") == 0);
    CHECK(run.argv[3] == NULL && run.envp[2] == NULL);
    CHECK(strcmp(run.envp[0], "A=1") == 0 && strcmp(run.envp[1], "B=") == 0);
    CHECK_NUMBER(run.phase, PHASE_RUN);
    CHECK_NUMBER(run.cpu_limit_ns, 1);
    CHECK_NUMBER(run.wall_limit_ns, 2);
    CHECK_NUMBER(run.memory_limit_bytes, 3);
    CHECK_NUMBER(run.stdout_limit_bytes, 4);
    CHECK_NUMBER(run.stderr_limit_bytes, 5);
    CHECK_NUMBER(run.file_limit_bytes, 6);
    CHECK_NUMBER(run.process_limit, 7);
    CHECK_NUMBER(run.keep_input, 0);
    CHECK_NUMBER(run.kept_input, 0);

    test_begin("a run may keep its input or read a kept one, and the next run does neither by itself");
    writer = begin();
    write_limits(&writer);
    write_string(&writer, TAG_ARG, "main");
    write_number(&writer, TAG_KEEP_INPUT, 1);
    write_number(&writer, TAG_KEPT_INPUT, KEPT_INPUTS_MAX);
    CHECK_NUMBER(decode(&writer).at, AT_NOWHERE);
    CHECK_NUMBER(run.keep_input, 1);
    CHECK_NUMBER(run.kept_input, KEPT_INPUTS_MAX);
    writer = begin();
    write_limits(&writer);
    write_string(&writer, TAG_ARG, "main");
    CHECK_NUMBER(decode(&writer).at, AT_NOWHERE);
    CHECK_NUMBER(run.keep_input, 0);
    CHECK_NUMBER(run.kept_input, 0);
}

static void test_places_of_run(void)
{
    test_begin("a run may name its files and directories, and the next run has none by itself");
    struct field_writer writer = begin();
    write_limits(&writer);
    write_string(&writer, TAG_OUTPUT_FILE, "out");
    write_string(&writer, TAG_DIRECTORY, "a");
    write_string(&writer, TAG_ARG, "main");
    write_string(&writer, TAG_INPUT_FILE, "in");
    write_string(&writer, TAG_DIRECTORY, "..b");
    write_number(&writer, TAG_KEEP_BOX, 1);
    CHECK_NUMBER(decode(&writer).at, AT_NOWHERE);
    CHECK(strcmp(run.input_file, "in") == 0 && strcmp(run.output_file, "out") == 0 && run.keep_box);
    CHECK(strcmp(run.directories[0], "a") == 0 && strcmp(run.directories[1], "..b") == 0);
    CHECK(run.directories[2] == NULL && !run.joined);
    writer = begin();
    write_limits(&writer);
    write_string(&writer, TAG_ARG, "main");
    write_number(&writer, TAG_JOINED, 1);
    CHECK_NUMBER(decode(&writer).at, AT_NOWHERE);
    CHECK(run.joined && !run.keep_box && run.input_file == NULL && run.output_file == NULL);
    CHECK(run.directories[0] == NULL && run.transcript_bytes == 0);
    write_number(&writer, TAG_TRANSCRIPT, 4096);
    CHECK_NUMBER(decode(&writer).at, AT_NOWHERE);
    CHECK_NUMBER(run.transcript_bytes, 4096);

    test_begin("a transcript is of a joined run, and bounded");
    writer = begin();
    write_limits(&writer);
    write_string(&writer, TAG_ARG, "main");
    write_number(&writer, TAG_TRANSCRIPT, 1);
    CHECK_NUMBER(decode(&writer).at, AT_FIELD_VALUE);
    writer = begin();
    write_limits(&writer);
    write_string(&writer, TAG_ARG, "main");
    write_number(&writer, TAG_JOINED, 1);
    write_number(&writer, TAG_TRANSCRIPT, (uint64_t)TRANSCRIPT_BYTES_MAX + 1);
    CHECK_NUMBER(decode(&writer).at, AT_FIELD_VALUE);

    test_begin("as many directories as allowed are taken, one more is refused");
    writer = begin();
    write_limits(&writer);
    write_string(&writer, TAG_ARG, "main");
    for (int i = 0; i < DIRECTORIES_MAX; i++)
        write_string(&writer, TAG_DIRECTORY, "d");
    CHECK_NUMBER(decode(&writer).at, AT_NOWHERE);
    write_string(&writer, TAG_DIRECTORY, "d");
    CHECK_NUMBER(decode(&writer).at, AT_FIELD_REPEATED);

    test_begin("a name in the box that leads out of it, or is the box, is refused");
    static const char *const names[] = {"..", ".", "a/b", "/a", "a/", "/"};
    static const enum tag places[] = {TAG_INPUT_FILE, TAG_OUTPUT_FILE, TAG_DIRECTORY};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        for (size_t j = 0; j < sizeof places / sizeof places[0]; j++) {
            writer = begin();
            write_limits(&writer);
            write_string(&writer, TAG_ARG, "main");
            write_string(&writer, places[j], names[i]);
            CHECK_NUMBER(decode(&writer).at, AT_FIELD_VALUE);
        }
}

static void test_join(void)
{
    static struct join_request join;
    static char name[FIFO_NAME_BYTES_MAX + 2];
    memset(name, 'n', sizeof name);

    test_begin("a FIFO's name of 64 bytes is taken, one of 65 is refused");
    for (size_t length = FIFO_NAME_BYTES_MAX; length <= FIFO_NAME_BYTES_MAX + 1; length++) {
        struct field_writer writer = begin();
        write_bytes(&writer, TAG_STDIN_NAME, name, length);
        write_string(&writer, TAG_STDOUT_NAME, "n");
        struct fault fault = decode_join(payload, writer.length, &join);
        CHECK_NUMBER(fault.at, length <= FIFO_NAME_BYTES_MAX ? AT_NOWHERE : AT_FIELD_TEXT);
    }
    CHECK(strlen(join.stdin_name) == FIFO_NAME_BYTES_MAX && strcmp(join.stdout_name, "n") == 0);
}

static void test_bounds_of_run(void)
{
    test_begin("as many words as allowed are taken, one more is refused");
    struct field_writer writer = begin();
    write_limits(&writer);
    for (int i = 0; i < ARGUMENTS_MAX; i++)
        write_string(&writer, TAG_ARG, "x");
    CHECK_NUMBER(decode(&writer).at, AT_NOWHERE);
    write_string(&writer, TAG_ARG, "x");
    CHECK_NUMBER(decode(&writer).at, AT_FIELD_REPEATED);

    test_begin("a payload full of one word fits");
    writer = begin();
    write_limits(&writer);
    static char word[FRAME_PAYLOAD_MAX];
    memset(word, 'x', sizeof word);
    write_bytes(&writer, TAG_ARG, word, sizeof payload - writer.length - FIELD_HEADER_BYTES);
    CHECK_NUMBER(writer.length, sizeof payload);
    CHECK_NUMBER(decode(&writer).at, AT_NOWHERE);
    CHECK(run.argv[1] == NULL);

    test_begin("a program without a name and a variable without a value are refused");
    writer = begin();
    write_limits(&writer);
    write_string(&writer, TAG_ARG, "");
    CHECK_NUMBER(decode(&writer).at, AT_FIELD_TEXT);
    writer = begin();
    write_limits(&writer);
    write_string(&writer, TAG_ARG, "x");
    write_string(&writer, TAG_ENV, "NOVALUE");
    CHECK_NUMBER(decode(&writer).at, AT_FIELD_TEXT);
}

static void test_put(void)
{
    static struct put_request put;
    static char path[PATH_BYTES_MAX + 2];
    memset(path, 'p', sizeof path);

    test_begin("a path of 1024 bytes is taken, one of 1025 is refused");
    for (size_t length = PATH_BYTES_MAX; length <= PATH_BYTES_MAX + 1; length++) {
        struct field_writer writer = begin();
        write_bytes(&writer, TAG_PATH, path, length);
        write_number(&writer, TAG_MODE, 0444);
        write_number(&writer, TAG_APPEND, 0);
        write_bytes(&writer, TAG_DATA, "", 0);
        struct fault fault = decode_put(payload, writer.length, &put);
        CHECK_NUMBER(fault.at, length <= PATH_BYTES_MAX ? AT_NOWHERE : AT_FIELD_TEXT);
    }

    test_begin("no mode but 0444 and 0555 is taken");
    static const struct {
        uint64_t mode;
        enum location at;
    } modes[] = {{0444, AT_NOWHERE}, {0555, AT_NOWHERE}, {0445, AT_FIELD_VALUE}, {04555, AT_FIELD_VALUE}};
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
        struct field_writer writer = begin();
        write_string(&writer, TAG_PATH, "a");
        write_number(&writer, TAG_MODE, modes[i].mode);
        write_number(&writer, TAG_APPEND, 0);
        write_bytes(&writer, TAG_DATA, "", 0);
        CHECK_NUMBER(decode_put(payload, writer.length, &put).at, modes[i].at);
    }
}

/* A fixed sequence, so that a failure can be repeated. */
static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

static void test_mutations(void)
{
    static struct put_request put;
    static struct collect_request collect;
    uint32_t state = 2;

    test_begin("a payload with any bytes changed or cut off is decoded or refused, never read beyond its end");
    struct field_writer writer = begin();
    write_limits(&writer);
    write_string(&writer, TAG_ARG, "main");
    write_string(&writer, TAG_ENV, "A=1");
    write_string(&writer, TAG_PATTERN, "*");
    for (int round = 0; round < 20000; round++) {
        size_t length = next_random(&state) % (writer.length + 1);
        uint8_t *exact = malloc(length > 0 ? length : 1);
        if (exact == NULL)
            return;
        memcpy(exact, payload, length);
        for (uint32_t i = next_random(&state) % 4; i > 0 && length > 0; i--)
            exact[next_random(&state) % length] = (uint8_t)next_random(&state);
        (void)decode_run(exact, length, &run);
        (void)decode_put(exact, length, &put);
        (void)decode_collect(exact, length, &collect);
        free(exact);
    }
    CHECK(true);
}

static void test_writer(void)
{
    test_begin("a writer remembers an overflow and writes nothing beyond its room");
    uint8_t small[20];
    memset(small, 0xee, sizeof small);
    struct field_writer writer = {.bytes = small, .capacity = 16};
    write_number(&writer, TAG_UID, 1);
    CHECK(!writer.overflow && writer.length == 14);
    write_number(&writer, TAG_UID, 2);
    CHECK(writer.overflow && writer.length == 14);
    CHECK(small[14] == 0xee && small[16] == 0xee);
}

void test_requests(void)
{
    test_decoded_run();
    test_places_of_run();
    test_join();
    test_bounds_of_run();
    test_put();
    test_mutations();
    test_writer();
}
