/* Stretches a file to a tebibyte. RLIMIT_FSIZE answers with SIGXFSZ; without it every copy or listing of the file would be endless. */
#include <fcntl.h>
#include <unistd.h>

int main(void)
{
    int fd = open("sparse", O_RDWR | O_CREAT, 0600);
    if (fd < 0)
        return 3;
    return ftruncate(fd, (off_t)1 << 40) == 0 ? 0 : 4;
}
