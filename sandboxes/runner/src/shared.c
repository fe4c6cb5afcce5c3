#include "shared.h"

#include <stddef.h>
#include <sys/mman.h>

struct shared *shared_map(void)
{
    void *page = mmap(NULL, sizeof(struct shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return page == MAP_FAILED ? NULL : page;
}

void shared_clear(struct shared *shared)
{
    shared->fault = no_fault();
    atomic_store(&shared->started_ns, 0);
    shared->setup_cpu_ns = 0;
    shared->done = false;
    shared->files = 0;
    shared->bytes = 0;
}
