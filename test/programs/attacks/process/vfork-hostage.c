/* The leader waits in vfork for a child that never ends, deaf to every signal but SIGKILL. */
#define _GNU_SOURCE
#include <unistd.h>

int main(void)
{
    if (vfork() == 0)
        for (;;)
            pause();
    return 0;
}
