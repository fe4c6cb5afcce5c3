#ifndef SERIN_REQUEST_H
#define SERIN_REQUEST_H

/* Requests with fields, decoded into structures. Pure. Faults are protocol errors. */

#include "frame.h"
#include "input.h"
#include "location.h"

#include <stddef.h>
#include <stdint.h>

enum {
    PATH_BYTES_MAX = 1024,
    ARGUMENTS_MAX = 512,
    VARIABLES_MAX = 512,
    PATTERNS_MAX = 64,
    COLLECT_FILES_MAX = 4096,
    NAME_BYTES_MAX = 255,
    FIFO_NAME_BYTES_MAX = 64,
    DIRECTORIES_MAX = 16,
    TRANSCRIPT_BYTES_MAX = 64 * 1024 * 1024,
};

struct put_request {
    char path[PATH_BYTES_MAX + 1];
    uint32_t mode; /* 0444 or 0555 */
    bool append;
    const uint8_t *data; /* inside the payload */
    size_t length;
};

enum phase { PHASE_COMPILE = 1, PHASE_RUN = 2 };

struct run_request {
    enum phase phase;
    char *argv[ARGUMENTS_MAX + 1]; /* NULL-terminated, into `text` */
    char *envp[VARIABLES_MAX + 1];
    uint64_t cpu_limit_ns;
    uint64_t wall_limit_ns;
    uint64_t memory_limit_bytes;
    uint64_t stdout_limit_bytes;
    uint64_t stderr_limit_bytes;
    uint64_t file_limit_bytes;
    uint64_t process_limit;
    uint64_t keep_input; /* 0: not */
    uint64_t kept_input; /* 0: none, what was sent is the input */
    bool joined;         /* standard input and output are the FIFOs of the last JOIN */
    uint64_t transcript_bytes; /* of a joined run: how much of what it says is told; 0: nothing is relayed */
    bool keep_box;
    char *input_file;  /* plain names in /box, into `text`; NULL: standard input and output */
    char *output_file;
    char *directories[DIRECTORIES_MAX + 1]; /* NULL-terminated */
    char text[FRAME_PAYLOAD_MAX]; /* every string of a payload, terminated, is shorter than the payload */
};

struct join_request {
    char stdin_name[FIFO_NAME_BYTES_MAX + 1];
    char stdout_name[FIFO_NAME_BYTES_MAX + 1];
};

struct collect_request {
    char patterns[PATTERNS_MAX][PATH_BYTES_MAX + 1];
    size_t pattern_count;
    bool named; /* patterns are plain paths */
    uint64_t most_bytes;
    uint64_t most_files; /* at most COLLECT_FILES_MAX */
};

struct fault decode_forget(const uint8_t *payload, size_t length, uint64_t *number);
struct fault decode_put(const uint8_t *payload, size_t length, struct put_request *put);
struct fault decode_run(const uint8_t *payload, size_t length, struct run_request *run);
struct fault decode_collect(const uint8_t *payload, size_t length, struct collect_request *collect);
struct fault decode_join(const uint8_t *payload, size_t length, struct join_request *join);

/* Relative, no empty, `.` or `..` component. */
bool path_is_plain(const char *path);

/* The same, of one component. */
bool name_is_plain(const char *name);

#endif
