/* Fifty threads fill 4 MiB of stack each under a limit of 64 MiB. */
#include <pthread.h>
#include <stddef.h>
#include <unistd.h>

static void *fill(void *unused)
{
    volatile char frame[4 << 20];
    for (size_t at = 0; at < sizeof frame; at += 4096)
        frame[at] = 1;
    pause();
    return unused;
}

int main(void)
{
    pthread_t thread;
    pthread_attr_t large;
    pthread_attr_init(&large);
    pthread_attr_setstacksize(&large, 5 << 20);
    for (int i = 0; i < 50; i++)
        if (pthread_create(&thread, &large, fill, NULL) != 0)
            return 3;
    pause();
    return 0;
}
