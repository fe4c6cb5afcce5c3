/* Opens what /proc and /sys offer to root: kernel memory and log, addresses, settings, cgroups, sysrq. Each would show or change the host. */
#define _GNU_SOURCE
#include "attempt.h"

#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

static int refuse_writing(const char *path, const struct stat *info, int kind, struct FTW *where)
{
    (void)info;
    (void)where;
    if (kind == FTW_F)
        fails(path, open(path, O_WRONLY | O_NONBLOCK));
    return 0;
}

/* Masked by Docker: what opens is /dev/null or an empty directory. */
static bool gives_nothing(const char *path)
{
    char byte;
    int fd = open(path, O_RDONLY | O_NONBLOCK);
    if (fd < 0)
        return true;
    bool nothing = read(fd, &byte, 1) <= 0;
    close(fd);
    return nothing;
}

static bool shows_addresses(const char *path)
{
    char line[512];
    unsigned long address;
    bool shown = false;
    FILE *symbols = fopen(path, "r");
    while (symbols != NULL && fgets(line, sizeof line, symbols) != NULL)
        shown |= sscanf(line, "%lx", &address) == 1 && address != 0;
    if (symbols != NULL)
        fclose(symbols);
    return shown;
}

int main(void)
{
    const char *secrets[] = {"/proc/kcore", "/proc/kmsg", "/proc/keys", "/proc/timer_list", "/proc/sched_debug", "/proc/latency_stats", "/proc/timer_stats",
                             "/proc/slabinfo", "/proc/vmallocinfo", "/proc/kpagecount", "/proc/kpageflags", "/proc/pagetypeinfo", "/proc/iomem_raw",
                             "/proc/1/environ", "/proc/1/maps", "/proc/1/mem", "/proc/1/stack", "/proc/1/syscall", "/proc/1/pagemap", "/proc/1/auxv",
                             "/sys/kernel/debug/sleep_time", "/sys/kernel/security/lsm", "/sys/firmware/acpi/tables/DSDT", "/sys/kernel/notes_raw"};
    for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++)
        holds(secrets[i], gives_nothing(secrets[i]));
    holds("no kernel addresses", !shows_addresses("/proc/kallsyms") && !shows_addresses("/proc/modules_raw"));
    fails("/proc/sysrq-trigger", open("/proc/sysrq-trigger", O_WRONLY));
    fails("/proc/sys/kernel/core_pattern", open("/proc/sys/kernel/core_pattern", O_WRONLY));
    fails("/proc/acpi", open("/proc/acpi/wakeup", O_WRONLY));
    fails("/proc/scsi", open("/proc/scsi/scsi", O_WRONLY));
    fails("a message queue", open("/dev/mqueue/serin", O_CREAT | O_RDWR, 0600));
    if (nftw("/proc/sys", refuse_writing, 32, FTW_PHYS) != 0 || nftw("/sys", refuse_writing, 32, FTW_PHYS) != 0)
        puts("the walk broke off");
    return told(1000);
}
