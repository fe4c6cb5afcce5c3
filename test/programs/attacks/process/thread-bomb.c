/* As many threads as can be had, each of which computes. Their time is the program's, and RLIMIT_NPROC bounds their number. */
#include <pthread.h>
#include <stddef.h>

static void *compute(void *unused)
{
    (void)unused;
    for (volatile unsigned long i = 0;; i++) {
    }
    return NULL;
}

int main(void)
{
    pthread_t thread;
    pthread_attr_t small;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 65536);
    while (pthread_create(&thread, &small, compute, NULL) == 0) {
    }
    compute(NULL);
}
