#include "answer.h"

#include "die.h"
#include "fields.h"
#include "frame.h"

#include <string.h>
#include <unistd.h>

enum { PROTOCOL_OLDEST = 1, PROTOCOL_NEWEST = 3, ANSWER_BYTES_MAX = 512 };

static struct field_writer writer_for(uint8_t bytes[static ANSWER_BYTES_MAX])
{
    return (struct field_writer){.bytes = bytes, .capacity = ANSWER_BYTES_MAX};
}

/* Answers are small and the worker waits for them: when the outbox is full, it is flushed first. */
static void post(struct outbox *outbox, enum frame_type type, uint16_t id, const struct field_writer *writer)
{
    size_t length = FRAME_HEADER_BYTES + writer->length;
    uint8_t *to = outbox_reserve(outbox, length);
    if (to == NULL) {
        outbox_flush(outbox);
        to = outbox_reserve(outbox, length);
    }
    if (to == NULL || writer->overflow)
        _exit(EXIT_OUR_FAULT); /* cannot be: every answer is far smaller than either buffer */
    struct frame_header header = {.length = (uint32_t)writer->length, .type = type, .id = id};
    frame_encode(to, &header);
    memcpy(to + FRAME_HEADER_BYTES, writer->bytes, writer->length);
    outbox_commit(outbox, length);
}

void answer_hello(struct outbox *outbox, const char *version, int cgroup_version, uid_t uid)
{
    uint8_t bytes[ANSWER_BYTES_MAX];
    struct field_writer writer = writer_for(bytes);
    write_number(&writer, TAG_PROTOCOL_MIN, PROTOCOL_OLDEST);
    write_number(&writer, TAG_PROTOCOL_MAX, PROTOCOL_NEWEST);
    write_string(&writer, TAG_RUNNER_VERSION, version);
    write_number(&writer, TAG_CGROUP_VERSION, (uint64_t)cgroup_version);
    write_number(&writer, TAG_UID, uid);
    post(outbox, ANSWER_HELLO, 0, &writer);
}

void answer_report(struct outbox *outbox, uint16_t id, const struct report *report)
{
    uint8_t bytes[ANSWER_BYTES_MAX];
    struct field_writer writer = writer_for(bytes);
    write_number(&writer, TAG_FATE, report->fate);
    write_number(&writer, TAG_CODE, report->code);
    write_number(&writer, TAG_LOCATION, report->location);
    write_number(&writer, TAG_REPORT_CPU_NS, report->cpu_ns);
    write_number(&writer, TAG_REPORT_WALL_NS, report->wall_ns);
    write_number(&writer, TAG_MEMORY_PEAK, report->memory_peak_bytes);
    write_number(&writer, TAG_OOM_KILLS, report->oom_kills);
    write_number(&writer, TAG_STDOUT_TOTAL, report->stdout_total);
    write_number(&writer, TAG_STDERR_TOTAL, report->stderr_total);
    write_number(&writer, TAG_CLEAN, report->clean ? 1 : 0);
    if (report->ended_ns > 0)
        write_number(&writer, TAG_ENDED_NS, report->ended_ns);
    post(outbox, ANSWER_REPORT, id, &writer);
}

void answer_ending(struct outbox *outbox, uint16_t id)
{
    uint8_t bytes[ANSWER_BYTES_MAX];
    struct field_writer writer = writer_for(bytes);
    post(outbox, ANSWER_ENDING, id, &writer);
}

void answer_done(struct outbox *outbox, uint16_t id, uint64_t files, uint64_t size)
{
    uint8_t bytes[ANSWER_BYTES_MAX];
    struct field_writer writer = writer_for(bytes);
    write_number(&writer, TAG_FILES, files);
    write_number(&writer, TAG_BYTES, size);
    post(outbox, ANSWER_DONE, id, &writer);
}

void answer_reset_done(struct outbox *outbox, uint16_t id, const struct reset_outcome *outcome)
{
    uint8_t bytes[ANSWER_BYTES_MAX];
    struct field_writer writer = writer_for(bytes);
    write_number(&writer, TAG_VERIFIED, outcome->reason[0] == '\0' ? 1 : 0);
    write_string(&writer, TAG_REASON, outcome->reason);
    write_number(&writer, TAG_DURATION_NS, outcome->duration_ns);
    write_number(&writer, TAG_KILLED, outcome->killed);
    post(outbox, ANSWER_RESET_DONE, id, &writer);
}

void answer_error(struct outbox *outbox, uint16_t id, struct fault fault)
{
    uint8_t bytes[ANSWER_BYTES_MAX];
    struct field_writer writer = writer_for(bytes);
    write_number(&writer, TAG_LOCATION, fault.at);
    write_number(&writer, TAG_ERRNO, (uint64_t)fault.error);
    write_string(&writer, TAG_MESSAGE, location_text(fault.at));
    post(outbox, ANSWER_ERROR, id, &writer);
}
