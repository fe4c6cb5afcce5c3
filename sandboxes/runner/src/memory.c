#include "memory.h"

#include "number.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
    LOOK_STEP_LEAST_BYTES = 512 * 1024,
    NEAR_BYTES = 16 * 1024 * 1024,
    KERNEL_ALLOWANCE_BYTES = 16 * 1024 * 1024, /* a thousand threads, or page tables for 8 GiB, or ten thousand files */
};

static uint64_t above(uint64_t value, uint64_t base)
{
    return value > base ? value - base : 0;
}

uint64_t memory_counted(const struct memory_watch *watch, const struct memory_figures *now)
{
    return above(now->anon + now->shmem, watch->base_bytes) +
           above(now->kernel, watch->base_kernel_bytes + KERNEL_ALLOWANCE_BYTES);
}

uint64_t memory_next_look(uint64_t usage_bytes, uint64_t base_bytes, uint64_t limit_bytes)
{
    uint64_t grown = usage_bytes > base_bytes ? usage_bytes - base_bytes : 0;
    uint64_t step = grown / 16 > LOOK_STEP_LEAST_BYTES ? grown / 16 : LOOK_STEP_LEAST_BYTES;
    uint64_t next = usage_bytes + step;
    uint64_t decisive = base_bytes + limit_bytes;
    return next < decisive ? next : decisive;
}

uint64_t memory_file_rss(const char *status)
{
    static const char key[] = "\nRssFile:";
    const char *at = strstr(status, key);
    if (at == NULL)
        return 0;
    at += sizeof key - 1;
    at += strspn(at, " \t");
    uint64_t kib;
    return parse_u64(at, strcspn(at, " \n"), &kib) ? kib * 1024 : 0;
}

static uint64_t read_file_rss(pid_t leader)
{
    char path[32];
    char status[4096];
    (void)snprintf(path, sizeof path, "/proc/%d/status", (int)leader);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return 0;
    ssize_t got = read(fd, status, sizeof status - 1);
    (void)close(fd);
    if (got <= 0)
        return 0;
    status[got] = '\0';
    return memory_file_rss(status);
}

struct fault memory_begin(struct memory_watch *watch, const struct cgroup *cgroup, uint64_t limit_bytes)
{
    struct memory_figures now;
    uint64_t usage;
    struct fault fault = cgroup_memory(cgroup, &now);
    if (!failed(fault))
        fault = cgroup_usage_bytes(cgroup, &usage);
    if (failed(fault))
        return fault;
    *watch = (struct memory_watch){
        .base_bytes = now.anon + now.shmem, .base_kernel_bytes = now.kernel, .limit_bytes = limit_bytes};
    watch->look_over_bytes = memory_next_look(usage, watch->base_bytes, limit_bytes);
    return no_fault();
}

struct fault memory_poll(struct memory_watch *watch, const struct cgroup *cgroup, pid_t leader, bool *exceeded)
{
    uint64_t usage;
    struct fault fault = cgroup_usage_bytes(cgroup, &usage);
    if (failed(fault))
        return fault;
    watch->is_near = usage + NEAR_BYTES > watch->base_bytes + watch->limit_bytes;
    if (usage <= watch->look_over_bytes)
        return fault;

    struct memory_figures now;
    fault = cgroup_memory(cgroup, &now);
    if (failed(fault))
        return fault;
    uint64_t counted = memory_counted(watch, &now);
    if (counted > watch->peak_bytes)
        watch->peak_bytes = counted;
    if (counted > watch->limit_bytes)
        *exceeded = true;
    uint64_t file_rss = read_file_rss(leader);
    if (file_rss > watch->file_rss_bytes)
        watch->file_rss_bytes = file_rss;
    watch->look_over_bytes = memory_next_look(usage, watch->base_bytes, watch->limit_bytes);
    return no_fault();
}

uint64_t memory_peak(const struct memory_watch *watch, uint64_t max_rss_bytes)
{
    uint64_t resident = above(max_rss_bytes, watch->file_rss_bytes);
    if (resident > watch->limit_bytes)
        resident = watch->limit_bytes;
    return resident > watch->peak_bytes ? resident : watch->peak_bytes;
}
