/* writes FD BYTES: zeros, for ever when BYTES is 0. */
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    static char zeros[65536];
    int fd = argc > 1 ? atoi(argv[1]) : 1;
    long long left = argc > 2 ? atoll(argv[2]) : 0;
    int endless = left == 0;
    while (endless || left > 0) {
        size_t length = endless || left > (long long)sizeof zeros ? sizeof zeros : (size_t)left;
        ssize_t written = write(fd, zeros, length);
        if (written < 0)
            return 9;
        left -= written;
    }
    return 0;
}
