/* Writes OUTPUT and REPORT frames with every likely id on both streams, and fails. A worker that read them would accept. */
#include "frames.h"

#include <unistd.h>

int main(void)
{
    struct forged output, report;
    for (uint16_t id = 0; id < 512; id++) {
        forge_output(&output, id);
        forge_report(&report, id);
        for (int fd = 1; fd <= 2; fd++)
            if (write(fd, output.bytes, output.length) < 0 || write(fd, report.bytes, report.length) < 0)
                return 3;
    }
    return 7;
}
