/* Twelve children of 16 MiB each, none of them above the limit of 64 MiB, all of them together far above. */
#include <string.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
    for (int i = 0; i < 12; i++)
        if (fork() == 0) {
            memset(malloc(16 << 20), 1, 16 << 20);
            pause();
        }
    while (wait(NULL) > 0) {
    }
    return 0;
}
