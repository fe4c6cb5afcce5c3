/* Writes every answer frame there is, whole, cut and of impossible length, and ends well. What it wrote is wrong, and nothing but that. */
#include "frames.h"

#include <unistd.h>

int main(void)
{
    struct forged frame;
    for (unsigned type = 0; type < 256; type++) {
        forge_empty(&frame, (uint8_t)type, (uint16_t)type);
        for (size_t length = 1; length <= frame.length; length++)
            if (write(1, frame.bytes, length) < 0 || write(2, frame.bytes, length) < 0)
                return 3;
        memset(frame.bytes, 0xff, 4);
        if (write(1, frame.bytes, frame.length) < 0 || write(2, frame.bytes, frame.length) < 0)
            return 3;
    }
    return 0;
}
