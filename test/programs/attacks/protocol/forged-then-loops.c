/* Reports its own good end in a mebibyte of frames, and computes on. Its clock must run until the limit. */
#include "frames.h"

#include <unistd.h>

int main(void)
{
    struct forged report;
    for (int i = 0; i < 8000; i++) {
        forge_report(&report, (uint16_t)i);
        if (write(1, report.bytes, report.length) < 0)
            return 3;
    }
    for (volatile unsigned long i = 0;; i++)
        ;
}
