/* Asks for as many names as it is told that do not exist; the kernel remembers each of them. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

int main(int argc, char **argv)
{
    struct stat found;
    char path[64];
    for (int i = argc > 1 ? atoi(argv[1]) : 0; i > 0; i--) {
        snprintf(path, sizeof path, "/usr/lib/there-is-no-%d", i);
        if (stat(path, &found) == 0)
            return 9;
    }
    return 0;
}
