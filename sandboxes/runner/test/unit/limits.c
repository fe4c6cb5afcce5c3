#include "clock.h"
#include "limits.h"
#include "test.h"

void test_limits(void)
{
    test_begin("the CPU limit is looked at when all CPUs together could have reached it");
    CHECK_NUMBER(limits_cpu_due_ns(0, 2 * NS_PER_S, 1), 2 * NS_PER_S);
    CHECK_NUMBER(limits_cpu_due_ns(NS_PER_S, 2 * NS_PER_S, 4), NS_PER_S / 4);
    CHECK_NUMBER(limits_cpu_due_ns(0, 2 * NS_PER_S, 0), 2 * NS_PER_S);

    test_begin("close to the limit the looks do not become a busy loop");
    CHECK_NUMBER(limits_cpu_due_ns(2 * NS_PER_S - 1, 2 * NS_PER_S, 1), 100 * NS_PER_US);
    CHECK_NUMBER(limits_cpu_due_ns(3 * NS_PER_S, 2 * NS_PER_S, 1), 100 * NS_PER_US);

    test_begin("no limit is above what the container may have");
    static struct run_request run;
    struct resource_limit limits[RESOURCE_COUNT];
    run.file_limit_bytes = 1024 * 1024;
    run.process_limit = 64;
    CHECK(!failed(limits_prepare(limits, &run)));
    for (size_t i = 0; i < RESOURCE_COUNT; i++) {
        struct rlimit now;
        CHECK(getrlimit((__rlimit_resource_t)limits[i].resource, &now) == 0);
        CHECK(limits[i].limit.rlim_cur <= now.rlim_max);
        CHECK(limits[i].limit.rlim_cur == limits[i].limit.rlim_max);
    }
}
