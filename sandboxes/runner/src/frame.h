#ifndef SERIN_FRAME_H
#define SERIN_FRAME_H

/* The frame header of PROTOCOL.md. Pure. */

#include "location.h"

#include <stdint.h>

enum {
    FRAME_HEADER_BYTES = 8,
    FRAME_PAYLOAD_MAX = 1024 * 1024 + 64 * 1024,
    OUTPUT_BYTES_MAX = 65536,
    FILE_BYTES_MAX = 262144,
    SAID_BYTES_MAX = 4096,
};

enum frame_type {
    REQUEST_PUT = 0x01,
    REQUEST_STDIN = 0x02,
    REQUEST_RUN = 0x03,
    REQUEST_COLLECT = 0x04,
    REQUEST_RESET = 0x05,
    REQUEST_CANCEL = 0x06,
    REQUEST_FORGET = 0x07,
    REQUEST_JOIN = 0x08,
    ANSWER_HELLO = 0x81,
    ANSWER_OUTPUT = 0x82,
    ANSWER_REPORT = 0x83,
    ANSWER_FILE = 0x84,
    ANSWER_DONE = 0x85,
    ANSWER_RESET_DONE = 0x86,
    ANSWER_ERROR = 0x87,
    ANSWER_ENDING = 0x88,
    ANSWER_SAID = 0x89,
};

struct frame_header {
    uint32_t length;
    enum frame_type type;
    uint16_t id;
};

/* The header of a request. A fault is a protocol error; `id` is filled in even then. */
struct fault frame_decode_request(const uint8_t bytes[static FRAME_HEADER_BYTES], struct frame_header *header);

void frame_encode(uint8_t bytes[static FRAME_HEADER_BYTES], const struct frame_header *header);

#endif
