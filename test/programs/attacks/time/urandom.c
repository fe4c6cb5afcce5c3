/* Has the kernel compute: random bytes without end. Time in the kernel is the program's. */
#include <fcntl.h>
#include <unistd.h>

static char block[1 << 20];

int main(void)
{
    int fd = open("/dev/urandom", O_RDONLY);
    while (read(fd, block, sizeof block) > 0) {
    }
    return 3;
}
