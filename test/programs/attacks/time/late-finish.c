/* Computes for half a second, which is too long, and leaves with a fine exit code and the right answer. */
#include <stdio.h>
#include <time.h>

int main(void)
{
    while (clock() < CLOCKS_PER_SEC / 2) {
    }
    puts("done");
    return 0;
}
