/* The two buffers between the worker and a program: what comes in pieces, and what the worker does not take at once. */
#include "bytes.h"
#include "frame.h"
#include "outbox.h"
#include "reader.h"
#include "relay.h"
#include "stream.h"
#include "test.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static struct reader reader;
static struct outbox outbox;

static void test_reader(void)
{
    int ends[2];
    uint8_t taken[8] = {0};

    test_begin("a frame that comes byte by byte is put together");
    CHECK(pipe2(ends, O_NONBLOCK) == 0);
    reader.fd = ends[0];
    reader_fill(&reader);
    CHECK(!reader.ended && reader_available(&reader) == 0);
    for (uint8_t i = 1; i <= 8; i++) {
        CHECK(write(ends[1], &i, 1) == 1);
        reader_fill(&reader);
        CHECK_NUMBER(reader_available(&reader), i);
    }
    CHECK_NUMBER(reader_take(&reader, taken, sizeof taken), 8);
    CHECK(taken[0] == 1 && taken[7] == 8);

    test_begin("the end of the stream is seen after the last byte");
    CHECK(write(ends[1], "x", 1) == 1);
    (void)close(ends[1]);
    reader_fill(&reader);
    CHECK(!reader.ended && reader_available(&reader) == 1);
    reader_fill(&reader);
    CHECK(reader.ended && reader_available(&reader) == 1);
    (void)close(ends[0]);
}

static void test_outbox(void)
{
    int ends[2];
    static uint8_t got[OUTBOX_BYTES];

    test_begin("what the worker does not take stays, and comes out in order");
    CHECK(pipe2(ends, O_NONBLOCK) == 0);
    outbox.fd = ends[1];
    uint8_t *room = outbox_reserve(&outbox, OUTBOX_BYTES);
    CHECK(room != NULL);
    if (room == NULL)
        return;
    for (size_t i = 0; i < OUTBOX_BYTES; i++)
        room[i] = (uint8_t)(i * 7 / 5);
    outbox_commit(&outbox, OUTBOX_BYTES);
    CHECK(outbox_reserve(&outbox, 1) == NULL);
    size_t received = 0;
    while (outbox_pending(&outbox) > 0) {
        outbox_send(&outbox);
        ssize_t more = read(ends[0], got + received, sizeof got - received);
        CHECK(more > 0);
        if (more <= 0)
            break;
        received += (size_t)more;
        CHECK(outbox_reserve(&outbox, 1) != NULL);
    }
    ssize_t rest;
    while (received < sizeof got && (rest = read(ends[0], got + received, sizeof got - received)) > 0)
        received += (size_t)rest;
    CHECK_NUMBER(received, OUTBOX_BYTES);
    for (size_t i = 0; i < OUTBOX_BYTES; i += 997)
        CHECK(got[i] == (uint8_t)(i * 7 / 5));
    (void)close(ends[0]);
    (void)close(ends[1]);
}

static void test_capture(void)
{
    int ends[2];
    outbox.start = outbox.end = 0;

    test_begin("output is handed on up to its limit, and what was over is counted");
    CHECK(pipe2(ends, O_NONBLOCK) == 0);
    struct stream out = {.read_fd = ends[0], .write_fd = -1, .channel = 1, .id = 9, .limit = 5};
    CHECK(write(ends[1], "abc", 3) == 3);
    CHECK_NUMBER(stream_read(&out, &outbox), 3);
    CHECK(!stream_is_over(&out));
    CHECK(write(ends[1], "defgh", 5) == 5);
    CHECK_NUMBER(stream_read(&out, &outbox), 5);
    CHECK(stream_is_over(&out));
    CHECK_NUMBER(out.total, 8);
    static const uint8_t wanted[] = {4, 0, 0, 0, 0x82, 0, 9, 0, 1, 'a', 'b', 'c', 3, 0, 0, 0, 0x82, 0, 9, 0, 1, 'd', 'e'};
    CHECK_NUMBER(outbox_pending(&outbox), sizeof wanted);
    CHECK(memcmp(outbox.bytes, wanted, sizeof wanted) == 0);

    test_begin("a stream over its limit is not read any further");
    CHECK(write(ends[1], "more", 4) == 4);
    CHECK_NUMBER(stream_read(&out, &outbox), 0);

    test_begin("standard error over its limit is read and dropped");
    struct stream err = {.read_fd = ends[0], .write_fd = -1, .channel = 2, .id = 9, .limit = 2};
    size_t before = outbox_pending(&outbox);
    CHECK_NUMBER(stream_read(&err, &outbox), 4);
    CHECK_NUMBER(outbox_pending(&outbox) - before, FRAME_HEADER_BYTES + 3);
    CHECK(write(ends[1], "more", 4) == 4);
    CHECK_NUMBER(stream_read(&err, &outbox), 4);
    CHECK_NUMBER(err.total, 8);
    (void)close(ends[0]);
    (void)close(ends[1]);
}

struct relayed {
    struct relay relay;
    int program_fd; /* where the program writes */
    int other_fd;   /* where the other reads, non-blocking */
};

static struct relayed begin_relay(uint64_t limit)
{
    int program[2];
    int fifo[2];
    outbox.start = outbox.end = 0;
    CHECK(pipe(program) == 0 && pipe(fifo) == 0);
    CHECK(fcntl(program[0], F_SETFL, O_NONBLOCK) == 0 && fcntl(fifo[0], F_SETFL, O_NONBLOCK) == 0);
    CHECK(fcntl(program[1], F_SETFL, O_NONBLOCK) == 0);
    struct relayed relayed = {.relay = {.from_fd = program[0], .to_fd = fifo[1], .id = 9, .limit = limit},
                              .program_fd = program[1],
                              .other_fd = fifo[0]};
    CHECK_NUMBER(relay_begin(&relayed.relay).at, AT_NOWHERE);
    return relayed;
}

static void test_relay(void)
{
    static char text[64 * 1024];

    test_begin("what a program says is handed on whole, and told with its time up to the limit");
    struct relayed relayed = begin_relay(5);
    CHECK(write(relayed.program_fd, "abc", 3) == 3);
    relay_pump(&relayed.relay, &outbox);
    CHECK(write(relayed.program_fd, "defgh", 5) == 5);
    relay_pump(&relayed.relay, &outbox);
    CHECK(read(relayed.other_fd, text, sizeof text) == 8 && memcmp(text, "abcdefgh", 8) == 0);
    CHECK_NUMBER(relayed.relay.total, 8);
    static const uint8_t first[] = {11, 0, 0, 0, 0x89, 0, 9, 0};
    static const uint8_t second[] = {10, 0, 0, 0, 0x89, 0, 9, 0};
    CHECK_NUMBER(outbox_pending(&outbox), 2 * 16 + 5);
    CHECK(memcmp(outbox.bytes, first, 8) == 0 && memcmp(outbox.bytes + 16, "abc", 3) == 0);
    CHECK(memcmp(outbox.bytes + 19, second, 8) == 0 && memcmp(outbox.bytes + 35, "de", 2) == 0);
    CHECK(get_u64(outbox.bytes + 8) > 0 && get_u64(outbox.bytes + 8) <= get_u64(outbox.bytes + 27));

    test_begin("the other sees the end of what a living program says only when the runner lets go");
    (void)close(relayed.program_fd);
    relay_pump(&relayed.relay, &outbox);
    CHECK(read(relayed.other_fd, text, sizeof text) == -1);
    relay_let_go(&relayed.relay);
    relay_pump(&relayed.relay, &outbox);
    CHECK(read(relayed.other_fd, text, sizeof text) == 0);
    (void)close(relayed.other_fd);

    test_begin("a program whose other does not read is left to wait, and what it said by then is all there when it is dead");
    relayed = begin_relay(1);
    uint64_t written = 0;
    for (int i = 0; i < 200; i++) {
        ssize_t more;
        while ((more = write(relayed.program_fd, text, 2049)) > 0)
            written += (uint64_t)more;
        relay_pump(&relayed.relay, &outbox);
    }
    CHECK(relayed.relay.blocked && written >= 64 * 1024 && written <= 64 * 1024 + 3 * 4096);
    (void)close(relayed.program_fd);
    relay_finish(&relayed.relay, &outbox);
    uint64_t got = 0;
    ssize_t more;
    while ((more = read(relayed.other_fd, text, sizeof text)) > 0)
        got += (uint64_t)more;
    CHECK(more == 0);
    CHECK_NUMBER(got, written);
    CHECK_NUMBER(relayed.relay.total, written);
    (void)close(relayed.other_fd);

    test_begin("a program whose other is gone finds nobody to read");
    CHECK(signal(SIGPIPE, SIG_IGN) != SIG_ERR);
    relayed = begin_relay(100);
    (void)close(relayed.other_fd);
    CHECK(write(relayed.program_fd, "x", 1) == 1);
    relay_pump(&relayed.relay, &outbox);
    CHECK(relayed.relay.from_fd < 0 && relayed.relay.to_fd < 0);
    CHECK(write(relayed.program_fd, "x", 1) == -1);
    (void)close(relayed.program_fd);

    test_begin("what the worker is too slow to take is missing from the transcript alone");
    relayed = begin_relay(100);
    CHECK(outbox_reserve(&outbox, OUTBOX_BYTES) != NULL);
    outbox_commit(&outbox, OUTBOX_BYTES);
    CHECK(write(relayed.program_fd, "xyz", 3) == 3);
    relay_pump(&relayed.relay, &outbox);
    CHECK(read(relayed.other_fd, text, sizeof text) == 3);
    CHECK(relayed.relay.told == 0 && relayed.relay.total == 3);
    (void)close(relayed.program_fd);
    (void)close(relayed.other_fd);
    relay_close(&relayed.relay);
}

void test_streams(void)
{
    test_reader();
    test_outbox();
    test_capture();
    test_relay();
}
