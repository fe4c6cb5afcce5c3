/* Burns CPU for ever, in as many children as it is told, while it waits itself; or in itself alone. */
#include <stdlib.h>
#include <unistd.h>

static void spin(void)
{
    for (volatile unsigned long n = 0;; n++)
        continue;
}

int main(int argc, char **argv)
{
    int children = argc > 1 ? atoi(argv[1]) : 0;
    for (int i = 0; i < children; i++)
        if (fork() == 0)
            spin();
    if (children == 0)
        spin();
    for (;;)
        pause();
}
