/* Makes a sparse file of 2 GiB to map it. The limit of a file's size holds for holes too. */
#include <fcntl.h>
#include <unistd.h>

int main(void)
{
    int fd = open("/box/sparse", O_CREAT | O_RDWR, 0600);
    return ftruncate(fd, 1L << 31) == 0 ? 0 : 3;
}
