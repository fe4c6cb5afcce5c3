/* Reads its input twice by name, and writes through descriptors that it opens by name. */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(void)
{
    char bytes[64];
    for (int round = 0; round < 2; round++) {
        int in = open("/dev/stdin", O_RDONLY);
        int out = open(round == 0 ? "/dev/stdout" : "/proc/self/fd/1", O_WRONLY);
        ssize_t got = read(in, bytes, sizeof bytes);
        if (in < 0 || out < 0 || got <= 0 || write(out, bytes, (size_t)got) != got)
            return 9;
        close(in);
        close(out);
    }
    int err = open("/dev/stderr", O_WRONLY);
    if (write(err, "err\n", 4) != 4 || write(0, "x", 1) >= 0 || ftruncate(0, 0) == 0)
        return 8;
    return 0;
}
