/*
 * A whole conversation: eight bytes of control (pretend.h), then what the worker sends. The runner's serve loop is the real one, with
 * its reader, PUT, inputs, streams, COLLECT, RESET and outbox; programs are pretended. What must hold:
 *   every frame that the runner writes is one of PROTOCOL.md, HELLO comes first and once;
 *   it ends with the documented codes only, and says why in an ERROR before 70 and 71;
 *   between requests it holds no descriptor but those of what is pending, kept and joined, and is root;
 *   after a RESET that is verified nothing is left; nothing outside of /box and /app is ever touched.
 */
#include "pretend.h"
#include "stage.h"

#include "answer.h"
#include "die.h"
#include "fields.h"
#include "frame.h"
#include "serve.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static struct runner runner;
static struct shared shared;

/* Frames of the runner, put together again. */
static struct {
    size_t length;
    uint64_t frames;
    uint8_t last_type;
    uint64_t last_location;
    uint8_t bytes[FRAME_HEADER_BYTES + FRAME_PAYLOAD_MAX];
} heard;

static uint64_t number_field(const uint8_t *payload, size_t length, enum tag tag)
{
    struct feed feed = {.at = payload, .left = length};
    struct raw_field field;
    while (raw_next(&feed, &field))
        if (field.tag == tag)
            return raw_number(&field);
    insist_failed("an answer has all of its fields", __FILE__, __LINE__);
}

/* FILE has a plain path, and its data stays within its bound. */
static void check_file(const uint8_t *payload, size_t length)
{
    struct feed feed = {.at = payload, .left = length};
    struct raw_field field;
    while (raw_next(&feed, &field)) {
        if (field.tag == TAG_PATH) {
            char path[PATH_BYTES_MAX + 1];
            INSIST(field.length <= PATH_BYTES_MAX);
            memcpy(path, field.bytes, field.length);
            path[field.length] = '\0';
            INSIST(strlen(path) == field.length && path_is_plain(path));
        }
        INSIST(field.tag != TAG_DATA || field.length <= FILE_BYTES_MAX);
    }
}

static void check_fields(const uint8_t *payload, size_t length)
{
    struct feed feed = {.at = payload, .left = length};
    struct raw_field field;
    while (raw_next(&feed, &field))
        INSIST(field.tag != 0);
    INSIST(feed.left == 0);
}

static void check_report(const uint8_t *payload, size_t length)
{
    uint64_t fate = number_field(payload, length, TAG_FATE);
    uint64_t code = number_field(payload, length, TAG_CODE);
    INSIST(fate >= FATE_EXITED && fate <= FATE_NOT_STARTED);
    INSIST(fate != FATE_KILLED || (code >= KILLED_BY_CPU && code <= KILLED_BY_CANCEL));
    INSIST(fate != FATE_EXITED || code <= 255);
    INSIST(number_field(payload, length, TAG_CLEAN) == 1);
}

static void check_answer(uint8_t type, uint16_t id, const uint8_t *payload, size_t length)
{
    INSIST((type == ANSWER_HELLO) == (heard.frames == 0) && (type != ANSWER_HELLO || id == 0));
    if (type == ANSWER_OUTPUT) {
        INSIST(length >= 2 && length <= 1 + OUTPUT_BYTES_MAX && (payload[0] == 1 || payload[0] == 2));
        return;
    }
    if (type == ANSWER_SAID) {
        INSIST(length > 8 && length <= 8 + SAID_BYTES_MAX);
        return;
    }
    check_fields(payload, length);
    switch (type) {
    case ANSWER_HELLO:
    case ANSWER_DONE:
    case ANSWER_RESET_DONE:
    case ANSWER_ENDING:
        break;
    case ANSWER_REPORT:
        check_report(payload, length);
        break;
    case ANSWER_FILE:
        check_file(payload, length);
        break;
    case ANSWER_ERROR:
        heard.last_location = number_field(payload, length, TAG_LOCATION);
        INSIST(strcmp(location_text((enum location)heard.last_location), "unknown") != 0);
        break;
    default:
        insist_failed("the type of an answer is known", __FILE__, __LINE__);
    }
}

/* The first whole frame of what was heard, taken off; false when there is none yet. */
static bool take_frame(void)
{
    uint32_t length;
    uint16_t id;
    if (heard.length < FRAME_HEADER_BYTES)
        return false;
    memcpy(&length, heard.bytes, sizeof length);
    memcpy(&id, heard.bytes + 6, sizeof id);
    INSIST(length <= FRAME_PAYLOAD_MAX && heard.bytes[5] == 0);
    size_t whole = FRAME_HEADER_BYTES + length;
    if (heard.length < whole)
        return false;
    heard.last_type = heard.bytes[4];
    check_answer(heard.last_type, id, heard.bytes + FRAME_HEADER_BYTES, length);
    heard.frames++;
    heard.length -= whole;
    memmove(heard.bytes, heard.bytes + whole, heard.length);
    return true;
}

void pretend_hear(const uint8_t *bytes, size_t length)
{
    while (length > 0) {
        size_t room = sizeof heard.bytes - heard.length;
        size_t piece = length < room ? length : room;
        INSIST(piece > 0);
        memcpy(heard.bytes + heard.length, bytes, piece);
        heard.length += piece;
        bytes += piece;
        length -= piece;
        while (take_frame())
            ;
    }
}

void pretend_idle(void)
{
    if (pretence.waits++ % 16 != 0 && pretence.stream.left > 0)
        return; /* counting descriptors is slow, and a request may come in many pieces */
    size_t held = 0;
    uint64_t kept_bytes = (pretence.control.flags & CONTROL_HOARD) != 0 ? KEPT_BYTES_MAX : 0;
    for (size_t i = 0; i < KEPT_INPUTS_MAX; i++)
        if (runner.input.kept[i].fd >= 0) {
            held++;
            kept_bytes += (runner.input.kept[i].length + 4095) / 4096 * 4096;
        }
    INSIST(runner.input.kept_bytes == kept_bytes && kept_bytes <= KEPT_BYTES_MAX);
    held += runner.input.pending.fd >= 0 ? 1 : 0;
    held += runner.put.file_fd >= 0 ? 1 : 0;
    INSIST((runner.join.in.fd >= 0) == (runner.join.out.fd >= 0));
    held += join_is_open(&runner.join) ? 2 : 0;
    INSIST(stage_open_count() == held);
    INSIST(stage.effective == 0 && !pretence.alive);
}

void __real_answer_reset_done(struct outbox *outbox, uint16_t id, const struct reset_outcome *outcome);
void __wrap_answer_reset_done(struct outbox *outbox, uint16_t id, const struct reset_outcome *outcome);

/* Only here: later, the next request may have made something again. */
void __wrap_answer_reset_done(struct outbox *outbox, uint16_t id, const struct reset_outcome *outcome)
{
    bool verified = outcome->reason[0] == '\0';
    INSIST(!verified || (stage_is_empty(STAGE_BOX) && stage_is_empty(STAGE_APP)));
    /* Nothing stands in the way of the wipe here, so only what is pretended may keep it from proof. */
    INSIST(verified || strcmp(outcome->reason, "processes") == 0 || strcmp(outcome->reason, "memory") == 0);
    if (strcmp(outcome->reason, "processes") != 0)
        INSIST(runner.put.file_fd < 0 && runner.input.pending.fd < 0 && !runner.refused && !join_is_open(&runner.join));
    __real_answer_reset_done(outbox, id, outcome);
}

static int file_of(const char *text)
{
    int fd = memfd_create("fuzz", MFD_CLOEXEC);
    INSIST(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
    return fd;
}

static void build_world(void)
{
    static bool built;
    if (built)
        return;
    built = true;
    stage_build();
    INSIST(signal(SIGPIPE, SIG_IGN) != SIG_ERR); /* the pretended program of a pair that has lost its peer */
    pretence.worker_fd = file_of("");
    pretence.signal_fd = file_of("");
    runner.shared = &shared;
    runner.uid = STAGE_UID;
    INSIST(!failed(filter_build(&runner.run_filter, PHASE_RUN)));
    INSIST(!failed(filter_build(&runner.compile_filter, PHASE_COMPILE)));
}

/* Counters of the container, of either version; heavy ones are over any limit, and others cannot be understood. */
static struct cgroup figures(uint8_t flags)
{
    static int texts[7];
    if (texts[0] == 0) {
        texts[0] = file_of("usage_usec 1000\nuser_usec 1\n");
        texts[1] = file_of("4194304\n");
        texts[2] = file_of("anon 1048576\nkernel 4096\nshmem 8192\nrss 1048576\n");
        texts[3] = file_of("max 0\noom_kill 0\n");
        texts[4] = file_of("9223372036854775807\n");
        texts[5] = file_of("anon 9223372036854775807\nkernel 4096\nshmem 8192\nrss 1\n");
        texts[6] = file_of("nothing\n");
    }
    bool v1 = (flags & CONTROL_VERSION_1) != 0;
    bool heavy = (flags & CONTROL_HEAVY) != 0;
    bool unreadable = (flags & CONTROL_UNREADABLE) != 0;
    return (struct cgroup){
        .version = v1 ? 1 : 2,
        .cpu_fd = v1 ? texts[1] : texts[0],
        .usage_fd = unreadable ? texts[6] : heavy ? texts[4] : texts[1],
        .stat_fd = heavy && !unreadable ? texts[5] : texts[2],
        .events_fd = texts[3],
        .kernel_fd = v1 ? texts[1] : -1,
    };
}

static void begin(struct feed *feed)
{
    struct control *control = &pretence.control;
    *control = (struct control){.flags = feed_byte(feed), .piece = feed_byte(feed), .gulp = feed_byte(feed)};
    control->fate = feed_byte(feed);
    control->patience = feed_byte(feed);
    control->output = feed_byte(feed);
    control->stubbornness = feed_byte(feed);
    control->artifacts = feed_byte(feed);
    pretence.stream = *feed;
    pretence.runner = &runner;
    pretence.gone = false;
    pretence.full = false;
    pretence.waits = 0;
    pretence.alive = false;
    pretence.reaped = true;
    pretence.killed = false;
    pretence.orphans = 0;
    pretence.term_due = false;
    pretence.write_fds[0] = pretence.write_fds[1] = -1;

    heard.length = 0;
    heard.frames = 0;
    runner.reader = (struct reader){.fd = pretence.worker_fd};
    runner.outbox.fd = pretence.worker_fd;
    runner.outbox.start = runner.outbox.end = 0;
    runner.signal_fd = pretence.signal_fd;
    runner.refused = false;
    runner.cgroup = figures(control->flags);
    runner.memory_baseline_bytes = 2 * 1024 * 1024;
    runner.ipc = (struct ipc){.sysv_fds = {-1, -1, -1}, .mqueue_fd = -1};
    runner.put = (struct put_state){.app_fd = stage.fds[STAGE_APP], .file_fd = -1};
    input_begin(&runner.input);
    runner.join = (struct join){.directory_fd = stage.fds[STAGE_PIPES], .in = {.fd = -1}, .out = {.fd = -1}};
    runner.input.kept_bytes = (control->flags & CONTROL_HOARD) != 0 ? KEPT_BYTES_MAX : 0;
    stage_scratch(runner.scratch);
}

static void act(void *context)
{
    serve(context);
}

static void check_end(int code)
{
    INSIST(code == EXIT_HUNG_UP || code == EXIT_OUR_FAULT || code == EXIT_PROTOCOL);
    if (code == EXIT_HUNG_UP || pretence.gone)
        return;
    INSIST(heard.length == 0 && heard.last_type == ANSWER_ERROR);
    if (code == EXIT_PROTOCOL)
        INSIST(heard.last_location >= AT_FRAME_LENGTH && heard.last_location < AT_PUT_PATH);
    else
        INSIST(heard.last_location >= AT_GONE_CGROUP_READ && heard.last_location < AT_CHILD_SIGNALS);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct feed feed = {.at = data, .left = size};
    if (size < CONTROL_BYTES)
        return 0;
    build_world();
    (void)figures(0);
    begin(&feed);
    int code = stage_run(act, &runner);
    check_end(code);
    stage_check_outside();
    stage_empty(STAGE_BOX);
    stage_empty(STAGE_APP);
    stage_empty(STAGE_PIPES);
    return 0;
}
