/* Clears the screen, renames the window, asks the terminal to answer, and overprints. To a judge these are bytes like others. */
#include <stdio.h>
#include <unistd.h>

int main(void)
{
    for (int fd = 0; fd < 3; fd++)
        if (isatty(fd))
            return 3;
    fputs("\033[2J\033]0;accepted\a\033[6n\033[8mwrong\rheld\n", stdout);
    fputs("\033c\033]52;c;cm0gLXJm\a\n", stderr);
    return 0;
}
