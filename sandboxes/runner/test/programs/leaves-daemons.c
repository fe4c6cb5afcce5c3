/* Leaves daemons that spin and keep every descriptor, and exits at once. */
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    for (int i = argc > 1 ? atoi(argv[1]) : 1; i > 0; i--) {
        if (fork() != 0)
            continue;
        setsid();
        if (fork() != 0)
            _exit(0);
        for (;;)
            continue;
    }
    usleep(20000);
    if (write(1, "gone\n", 5) != 5)
        return 9;
    return 0;
}
