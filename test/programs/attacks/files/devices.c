/* Opens everything in /dev. Only the harmless ones may open: a terminal, a disk, /dev/mem, KVM, FUSE or a kernel log would be a way out. */
#define _GNU_SOURCE
#include "attempt.h"

#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

/* null zero full random urandom, and tty, which answers ENXIO to who has none. */
static bool is_harmless(const struct stat *info)
{
    unsigned minor_number = minor(info->st_rdev);
    bool is_ptmx = major(info->st_rdev) == 5 && minor_number == 2; /* pseudo-terminals have an attack of their own */
    bool memory = major(info->st_rdev) == 1 && (minor_number == 3 || minor_number == 5 || (minor_number >= 7 && minor_number <= 9));
    return S_ISCHR(info->st_mode) && (memory || is_ptmx);
}

static int visit(const char *path, const struct stat *info, int kind, struct FTW *where)
{
    (void)where;
    if (kind == FTW_F && !S_ISREG(info->st_mode) && !is_harmless(info))
        fails(path, open(path, O_RDWR | O_NONBLOCK | O_NOCTTY));
    return FTW_CONTINUE;
}

int main(void)
{
    const char *wanted[] = {"mem",  "kmem", "port", "kmsg",  "kvm",  "fuse",    "net/tun", "vhost-net",    "vsock",  "loop-control", "loop0", "sda",
                            "vda",  "vda1", "nvme0", "input", "uinput", "snd", "dri",  "mapper/control", "cuse", "hpet",  "console", "tty0",
                            "tty1", "ttyS0", "pts/0", "userfaultfd", "bus/usb", "cpu/0/msr", "nvram", "rtc0", "watchdog"};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        char path[64];
        snprintf(path, sizeof path, "/dev/%s", wanted[i]);
        fails(path, open(path, O_RDWR | O_NONBLOCK | O_NOCTTY));
        fails(path, open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY));
    }
    fails("/dev/tty", open("/dev/tty", O_RDWR));
    if (nftw("/dev", visit, 16, FTW_PHYS) != 0)
        puts("the walk broke off");
    return told(67);
}
