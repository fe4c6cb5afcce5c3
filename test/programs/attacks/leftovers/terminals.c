/* Settings that a device would keep: of the terminal that is not there, of /dev/null, of a pseudo-terminal of one's own. */
#include "probe.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

int main(void)
{
    const unsigned long requests[] = {TIOCSTI, TIOCLINUX, TIOCSCTTY, TIOCNOTTY, TCSETS, TIOCSWINSZ, TIOCSETD, TIOCCONS, TIOCSPGRP};
    const int null = open("/dev/null", O_RDWR);
    const int streams[] = {0, 1, 2, null};
    char letter = 'x';
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++)
        for (size_t j = 0; j < 4; j++)
            refused("an ioctl", ioctl(streams[j], requests[i], &letter));
    refused("/dev/tty", open("/dev/tty", O_RDWR));
    refused("/dev/console", open("/dev/console", O_RDWR));
    int master = open("/dev/ptmx", O_RDWR | O_NOCTTY);
    int unlocked = 0;
    refused("unlocking a pseudo-terminal", master < 0 ? -1 : ioctl(master, TIOCSPTLCK, &unlocked));
    return verdict(39);
}
