/* Holds 100 000 locks on one file while it lives; the host keeps all of them in one list that others read too. */
#include <fcntl.h>
#include <unistd.h>

int main(void)
{
    int fd = open("/box/locked", O_CREAT | O_RDWR, 0600);
    for (int i = 0; i < 100000; i++) {
        struct flock byte = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 2 * i, .l_len = 1};
        if (fcntl(fd, F_SETLK, &byte) != 0)
            return 0;
    }
    return 0;
}
