#include "memory.h"
#include "test.h"

static const uint64_t mib = 1024 * 1024;

void test_memory(void)
{
    test_begin("the next look is due after growth by a sixteenth, half a MiB at least");
    CHECK_NUMBER(memory_next_look(10 * mib, 10 * mib, 256 * mib), 10 * mib + mib / 2);
    CHECK_NUMBER(memory_next_look(170 * mib, 10 * mib, 256 * mib), 180 * mib);
    CHECK_NUMBER(memory_next_look(2 * mib, 10 * mib, 256 * mib), 2 * mib + mib / 2);

    test_begin("usage over the limit is always looked at");
    CHECK_NUMBER(memory_next_look(260 * mib, 10 * mib, 256 * mib), 266 * mib);
    CHECK_NUMBER(memory_next_look(300 * mib, 10 * mib, 256 * mib), 266 * mib);

    test_begin("the resident size of files is read from a status, and is zero for a zombie");
    CHECK_NUMBER(memory_file_rss("Name:\tx\nVmRSS:\t    9000 kB\nRssAnon:\t  4000 kB\nRssFile:\t    5000 kB\n"),
                 5000 * 1024);
    CHECK_NUMBER(memory_file_rss("Name:\tx\nState:\tZ (zombie)\n"), 0);
    CHECK_NUMBER(memory_file_rss("Name:\tx\nRssFile:\t lots kB\n"), 0);

    test_begin("the peak is the larger of what was seen and of the rusage without mapped files");
    struct memory_watch watch = {.limit_bytes = 64 * mib, .peak_bytes = 20 * mib, .file_rss_bytes = 30 * mib};
    CHECK_NUMBER(memory_peak(&watch, 45 * mib), 20 * mib);
    CHECK_NUMBER(memory_peak(&watch, 60 * mib), 30 * mib);
    CHECK_NUMBER(memory_peak(&watch, 10 * mib), 20 * mib);

    test_begin("what only the rusage saw never passes the limit, what was counted does");
    CHECK_NUMBER(memory_peak(&watch, 200 * mib), 64 * mib);
    watch.peak_bytes = 70 * mib;
    CHECK_NUMBER(memory_peak(&watch, 200 * mib), 70 * mib);

    test_begin("what the kernel holds counts beyond its allowance");
    struct memory_watch begun = {.base_bytes = 5 * mib, .base_kernel_bytes = 2 * mib, .limit_bytes = 64 * mib};
    CHECK_NUMBER(memory_counted(&begun, &(struct memory_figures){.anon = 10 * mib, .shmem = mib, .kernel = 17 * mib}),
                 6 * mib);
    CHECK_NUMBER(memory_counted(&begun, &(struct memory_figures){.anon = mib, .shmem = mib, .kernel = 24 * mib}), 6 * mib);
}
