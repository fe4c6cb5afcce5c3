/* The first thread ends and another one computes on: the leader is a zombie that cannot be reaped. The clocks go on. */
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
    pthread_create(&thread, NULL, compute, NULL);
    pthread_exit(NULL);
}
