/* Leaves a file of a terabyte with nothing in it, as far as its limit goes. */
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    (void)argv;
    signal(SIGXFSZ, SIG_IGN);
    int fd = open("sparse", O_CREAT | O_RDWR, 0600);
    int refused = ftruncate(fd, 1LL << 40) != 0;
    if (argc > 1)
        return refused ? 7 : 0;
    return ftruncate(fd, 20 << 20) == 0 ? 0 : 9;
}
