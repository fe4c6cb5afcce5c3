#include "frame.h"

#include "bytes.h"

struct fault frame_decode_request(const uint8_t bytes[static FRAME_HEADER_BYTES], struct frame_header *header)
{
    uint8_t type = bytes[4];
    *header = (struct frame_header){.length = get_u32(bytes), .type = REQUEST_CANCEL, .id = get_u16(bytes + 6)};

    if (type < REQUEST_PUT || type > REQUEST_JOIN)
        return fault_at(AT_FRAME_TYPE, 0);
    header->type = (enum frame_type)type;
    if (bytes[5] != 0)
        return fault_at(AT_FRAME_FLAGS, 0);
    if (header->length > FRAME_PAYLOAD_MAX)
        return fault_at(AT_FRAME_LENGTH, 0);
    bool bare = type == REQUEST_RESET || type == REQUEST_CANCEL;
    if (bare && header->length != 0)
        return fault_at(AT_PAYLOAD_UNEXPECTED, 0);
    return no_fault();
}

void frame_encode(uint8_t bytes[static FRAME_HEADER_BYTES], const struct frame_header *header)
{
    put_u32(bytes, header->length);
    bytes[4] = (uint8_t)header->type;
    bytes[5] = 0;
    put_u16(bytes + 6, header->id);
}
