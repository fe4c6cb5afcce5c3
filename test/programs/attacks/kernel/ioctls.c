/* Every ioctl number of the families that do harm: stuffing terminals, freezing and cloning file systems, network, disks, namespaces. */
#define _GNU_SOURCE
#include "attempt.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

static const unsigned allowed[] = {0x5401, 0x5413, 0x540f, 0x541b, 0x5421, 0x5451, 0x5450, 0x40049409, 0x00000002};

static bool is_allowed(unsigned long request)
{
    for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
        if (allowed[i] == request)
            return true;
    return false;
}

static void try_request(int fd, unsigned long request)
{
    char name[64];
    snprintf(name, sizeof name, "ioctl %#lx", request);
    errno = 0;
    if (!is_allowed(request))
        fails_with(name, syscall(SYS_ioctl, fd, request, 0), EPERM);
}

int main(void)
{
    const unsigned long special[] = {0xc0045877, 0xc0045878, 0x40086602, 0x401c5820, 0xb701,     0xb703,     0x4004b708, 0x89a2,
                                     0x8912,     0x5412,     0x541c,     0x40045431, 0x80045430, 0x40047438, 0xc0104301, 0xae01};
    const int fds[] = {0, 1, open("/box", O_RDONLY), open("/proc/self/ns/user", O_RDONLY), open("/dev/null", O_RDWR)};
    for (int i = 0; i < 5; i++) {
        for (unsigned long request = 0x5400; request < 0x5500; request++)
            try_request(fds[i], request);
        for (unsigned long request = 0; request < 0x300; request++)
            try_request(fds[i], request);
        for (unsigned long request = 0x8900; request < 0x8a00; request++)
            try_request(fds[i], request);
        for (size_t j = 0; j < sizeof special / sizeof *special; j++) {
            try_request(fds[i], special[j]);
            /* The kernel throws the upper half away; TIOCSTI was reached so once. */
            try_request(fds[i], special[j] | 1UL << 32);
        }
    }
    return told(5 * (0x100 + 0x300 + 0x100 - 9));
}
