/* The first thread only waits; another one computes. */
#include <pthread.h>
#include <stddef.h>

static void *compute(void *unused)
{
    for (volatile unsigned long i = 0;; i++) {
    }
    return unused;
}

int main(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, compute, NULL);
    return pthread_join(thread, NULL);
}
