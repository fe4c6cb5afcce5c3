#include "cgroup.h"

#include "cgroup_text.h"
#include "clock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { TEXT_MAX = 16384 };

static int open_below(const char *directory, const char *name)
{
    char path[CGROUP_PATH_MAX + 64];
    int length = snprintf(path, sizeof path, "%s/%s", directory, name);
    if (length < 0 || (size_t)length >= sizeof path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    return open(path, O_RDONLY | O_CLOEXEC);
}

static struct fault read_mounts(struct cgroup_mounts *mounts)
{
    static char text[256 * 1024]; /* a container has some 5 KiB of mounts; what does not fit is an error, not cut */
    size_t length = 0;

    int fd = open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return fault_at(AT_START_CGROUP_MOUNTS, errno);
    ssize_t got;
    while ((got = read(fd, text + length, sizeof text - 1 - length)) > 0)
        length += (size_t)got;
    int error = got < 0 ? errno : length == sizeof text - 1 ? EFBIG : 0;
    (void)close(fd);
    text[length] = '\0';
    if (error != 0 || !cgroup_find_mounts(text, mounts))
        return fault_at(AT_START_CGROUP_MOUNTS, error);
    return no_fault();
}

struct fault cgroup_open(struct cgroup *cgroup)
{
    struct cgroup_mounts mounts;
    struct fault fault = read_mounts(&mounts);
    if (failed(fault))
        return fault;

    bool v1 = mounts.version == 1;
    *cgroup = (struct cgroup){
        .version = mounts.version,
        .cpu_fd = open_below(mounts.cpu, v1 ? "cpuacct.usage" : "cpu.stat"),
        .usage_fd = open_below(mounts.memory, v1 ? "memory.usage_in_bytes" : "memory.current"),
        .stat_fd = open_below(mounts.memory, "memory.stat"),
        .events_fd = open_below(mounts.memory, v1 ? "memory.oom_control" : "memory.events"),
        .kernel_fd = v1 ? open_below(mounts.memory, "memory.kmem.usage_in_bytes") : -1,
    };
    if (cgroup->cpu_fd < 0 || cgroup->usage_fd < 0 || cgroup->stat_fd < 0 || cgroup->events_fd < 0 ||
        (v1 && cgroup->kernel_fd < 0))
        return fault_at(AT_START_CGROUP_FILE, errno);
    return no_fault();
}

/* The whole file, terminated; false when it cannot be read or is longer than any such file is. */
static bool read_text(int fd, char text[static TEXT_MAX])
{
    ssize_t got = pread(fd, text, TEXT_MAX - 1, 0);
    if (got < 0 || got == TEXT_MAX - 1)
        return false;
    text[got] = '\0';
    return true;
}

static struct fault unreadable(void)
{
    return fault_at(AT_GONE_CGROUP_READ, errno);
}

static bool read_single(int fd, uint64_t *value)
{
    char text[TEXT_MAX];
    return read_text(fd, text) && cgroup_parse_single(text, value);
}

static bool read_keyed(int fd, const char *key, uint64_t *value)
{
    char text[TEXT_MAX];
    return read_text(fd, text) && cgroup_parse_keyed(text, key, value);
}

struct fault cgroup_cpu_ns(const struct cgroup *cgroup, uint64_t *ns)
{
    if (cgroup->version == 1)
        return read_single(cgroup->cpu_fd, ns) ? no_fault() : unreadable();
    uint64_t us;
    if (!read_keyed(cgroup->cpu_fd, "usage_usec", &us))
        return unreadable();
    *ns = us * NS_PER_US;
    return no_fault();
}

struct fault cgroup_usage_bytes(const struct cgroup *cgroup, uint64_t *bytes)
{
    return read_single(cgroup->usage_fd, bytes) ? no_fault() : unreadable();
}

/* Linux before 5.18 has no sum of its own; what it does list, it lists since 4.15. */
static bool sum_kernel(const char *text, uint64_t *kernel)
{
    if (cgroup_parse_keyed(text, "kernel", kernel))
        return true;
    static const char *const parts[] = {"kernel_stack", "pagetables", "slab", "sock", "percpu"};
    *kernel = 0;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        uint64_t part;
        if (cgroup_parse_keyed(text, parts[i], &part))
            *kernel += part;
    }
    return *kernel > 0;
}

struct fault cgroup_memory(const struct cgroup *cgroup, struct memory_figures *figures)
{
    char text[TEXT_MAX];
    if (!read_text(cgroup->stat_fd, text))
        return unreadable();

    bool v1 = cgroup->version == 1;
    bool understood = cgroup_parse_keyed(text, v1 ? "rss" : "anon", &figures->anon) &&
                      cgroup_parse_keyed(text, "shmem", &figures->shmem) &&
                      (v1 ? read_single(cgroup->kernel_fd, &figures->kernel) : sum_kernel(text, &figures->kernel));
    return understood ? no_fault() : unreadable();
}

struct fault cgroup_oom_kills(const struct cgroup *cgroup, uint64_t *kills)
{
    return read_keyed(cgroup->events_fd, "oom_kill", kills) ? no_fault() : unreadable();
}
