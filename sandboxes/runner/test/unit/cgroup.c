#include "cgroup.h"
#include "cgroup_text.h"
#include "test.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* From containers on Docker 20.10 with version 1, and on Docker 24 with version 2; lines shortened. */
static const char mountinfo_v1[] =
    "75 60 0:42 / / ro,relatime - overlay overlay rw,lowerdir=/var/lib/docker/overlay2/l/A\n"
    "80 79 0:46 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime - tmpfs tmpfs rw,mode=755\n"
    "81 80 0:29 / /sys/fs/cgroup/cpu,cpuacct ro,nosuid - cgroup cgroup rw,cpu,cpuacct\n"
    "84 80 0:32 / /sys/fs/cgroup/memory ro,nosuid,nodev master:9 - cgroup cgroup rw,memory\n"
    "88 80 0:36 / /sys/fs/cgroup/pids ro,nosuid - cgroup cgroup rw,pids\n"
    "89 80 0:41 / /sys/fs/cgroup/unified ro,nosuid - cgroup2 cgroup rw\n";

static const char mountinfo_v2[] =
    "1021 1020 0:60 / /sys ro,nosuid,nodev,noexec,relatime - sysfs sysfs ro\n"
    "1022 1021 0:27 / /sys/fs/cgroup ro,nosuid,nodev,noexec,relatime - cgroup2 cgroup rw,nsdelegate,memory_recursiveprot\n"
    "1023 1019 0:57 / /dev/mqueue rw,nosuid,nodev,noexec,relatime - mqueue mqueue rw\n";

static const char cpu_stat_v2[] = "usage_usec 1234567\n"
                                  "user_usec 1000000\n"
                                  "system_usec 234567\n"
                                  "nice_usec 0\n"
                                  "nr_periods 0\n";

static const char memory_stat_v2[] = "anon 1048576\n"
                                     "file 4096\n"
                                     "kernel 2097152\n"
                                     "kernel_stack 16384\n"
                                     "shmem 8192\n"
                                     "anon_thp 0\n";

static const char memory_events_v2[] = "low 0\nhigh 0\nmax 17\noom 2\noom_kill 3\noom_group_kill 0\n";

static const char oom_control_v1[] = "oom_kill_disable 0\nunder_oom 0\noom_kill 5\n";

static void test_mounts(void)
{
    struct cgroup_mounts mounts;

    test_begin("version 1 is told by its controllers, wherever they are mounted");
    CHECK(cgroup_find_mounts(mountinfo_v1, &mounts));
    CHECK_NUMBER(mounts.version, 1);
    CHECK(strcmp(mounts.cpu, "/sys/fs/cgroup/cpu,cpuacct") == 0);
    CHECK(strcmp(mounts.memory, "/sys/fs/cgroup/memory") == 0);

    test_begin("version 2 is told by its one hierarchy");
    CHECK(cgroup_find_mounts(mountinfo_v2, &mounts));
    CHECK_NUMBER(mounts.version, 2);
    CHECK(strcmp(mounts.cpu, "/sys/fs/cgroup") == 0);
    CHECK(strcmp(mounts.memory, "/sys/fs/cgroup") == 0);

    test_begin("without control groups there is no version");
    CHECK(!cgroup_find_mounts("", &mounts));
    CHECK(!cgroup_find_mounts("75 60 0:42 / / ro - overlay overlay rw\n", &mounts));

    test_begin("lines that are cut short are passed over");
    CHECK(!cgroup_find_mounts("75 60 0:42 / /sys/fs/cgroup ro - \n75 60\n - cgroup2\n", &mounts));

    test_begin("a mount point longer than any real one is refused, not cut");
    char longer[1024];
    memset(longer, 'x', sizeof longer);
    memcpy(longer, "1 2 0:3 / /", 11);
    memcpy(longer + 600, " ro - cgroup2 c rw\n", 20);
    CHECK(!cgroup_find_mounts(longer, &mounts));
}

static void test_figures(void)
{
    uint64_t value = 0;

    test_begin("a figure of a keyed file is found by its whole key");
    CHECK(cgroup_parse_keyed(cpu_stat_v2, "usage_usec", &value) && value == 1234567);
    CHECK(cgroup_parse_keyed(memory_stat_v2, "anon", &value) && value == 1048576);
    CHECK(cgroup_parse_keyed(memory_stat_v2, "shmem", &value) && value == 8192);
    CHECK(cgroup_parse_keyed(memory_stat_v2, "kernel", &value) && value == 2097152);
    CHECK(cgroup_parse_keyed(memory_events_v2, "oom_kill", &value) && value == 3);
    CHECK(cgroup_parse_keyed(oom_control_v1, "oom_kill", &value) && value == 5);

    test_begin("a key that is not there, or has no plain number, is an error");
    CHECK(!cgroup_parse_keyed(memory_stat_v2, "ano", &value));
    CHECK(!cgroup_parse_keyed(memory_stat_v2, "swap", &value));
    CHECK(!cgroup_parse_keyed("anon\n", "anon", &value));
    CHECK(!cgroup_parse_keyed("anon -1\n", "anon", &value));
    CHECK(!cgroup_parse_keyed("anon 1 2\n", "anon", &value));
    CHECK(!cgroup_parse_keyed("", "anon", &value));

    test_begin("a file of one number is that number");
    CHECK(cgroup_parse_single("1499136\n", &value) && value == 1499136);
    CHECK(cgroup_parse_single("7", &value) && value == 7);
    CHECK(!cgroup_parse_single("", &value));
    CHECK(!cgroup_parse_single("max\n", &value));
    CHECK(!cgroup_parse_single("1\n2\n", &value));
}

static int file_of(const char *text)
{
    int fd = memfd_create("cgroup", MFD_CLOEXEC);
    CHECK(write(fd, text, strlen(text)) == (ssize_t)strlen(text));
    return fd;
}

static void test_reading(void)
{
    struct memory_figures figures;
    uint64_t value = 0;
    struct cgroup v2 = {.version = 2,
                        .cpu_fd = file_of(cpu_stat_v2),
                        .usage_fd = file_of("4194304\n"),
                        .stat_fd = file_of(memory_stat_v2),
                        .events_fd = file_of(memory_events_v2),
                        .kernel_fd = -1};
    struct cgroup v1 = {.version = 1,
                        .cpu_fd = file_of("123456789\n"),
                        .usage_fd = file_of("1499136\n"),
                        .stat_fd = file_of("cache 237568\nrss 225280\nrss_huge 0\nshmem 4096\ntotal_rss 9\n"),
                        .events_fd = file_of(oom_control_v1),
                        .kernel_fd = file_of("815104\n")};

    test_begin("the same figures are read from both versions, in the same units");
    CHECK(!failed(cgroup_cpu_ns(&v2, &value)) && value == UINT64_C(1234567000));
    CHECK(!failed(cgroup_cpu_ns(&v1, &value)) && value == 123456789);
    CHECK(!failed(cgroup_usage_bytes(&v2, &value)) && value == 4194304);
    CHECK(!failed(cgroup_usage_bytes(&v1, &value)) && value == 1499136);
    CHECK(!failed(cgroup_memory(&v2, &figures)));
    CHECK(figures.anon == 1048576 && figures.shmem == 8192 && figures.kernel == 2097152);
    CHECK(!failed(cgroup_memory(&v1, &figures)));
    CHECK(figures.anon == 225280 && figures.shmem == 4096 && figures.kernel == 815104);
    CHECK(!failed(cgroup_oom_kills(&v2, &value)) && value == 3);
    CHECK(!failed(cgroup_oom_kills(&v1, &value)) && value == 5);

    test_begin("kernels before 5.18 list kernel memory in parts");
    v2.stat_fd = file_of("anon 1\nkernel_stack 16384\npagetables 4096\nslab 100\nsock 0\nshmem 0\n");
    CHECK(!failed(cgroup_memory(&v2, &figures)) && figures.kernel == 16384 + 4096 + 100);

    test_begin("a file that cannot be understood is a failure, not a zero");
    v2.cpu_fd = file_of("user_usec 1\n");
    CHECK_NUMBER(cgroup_cpu_ns(&v2, &value).at, AT_GONE_CGROUP_READ);
    v2.usage_fd = -1;
    CHECK_NUMBER(cgroup_usage_bytes(&v2, &value).at, AT_GONE_CGROUP_READ);
}

void test_cgroup(void)
{
    test_mounts();
    test_figures();
    test_reading();
}
