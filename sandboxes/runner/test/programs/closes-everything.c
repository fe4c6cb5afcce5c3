/* Closes every descriptor, then goes on for a while. */
#include <unistd.h>

int main(void)
{
    for (int fd = 0; fd < 1024; fd++)
        close(fd);
    usleep(50000);
    return 4;
}
