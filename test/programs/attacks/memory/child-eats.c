/* A child takes everything while the leader, which is small, only waits and would leave with a fine exit code. */
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
    if (fork() == 0)
        for (;;) {
            char *block = malloc(8 << 20);
            if (block != NULL)
                memset(block, 1, 8 << 20);
        }
    wait(NULL);
    return 0;
}
