/* As many lines as it is told, each with a write of its own. */
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    for (int i = argc > 1 ? atoi(argv[1]) : 0; i > 0; i--)
        if (write(1, "line\n", 5) != 5)
            return 9;
    return 0;
}
