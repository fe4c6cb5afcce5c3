/* Single bytes as packets on both streams from eight processes, without end. Each read gives one; the runner must still look at the clock. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <unistd.h>

int main(void)
{
    if (fcntl(1, F_SETFL, O_DIRECT) != 0 || fcntl(2, F_SETFL, O_DIRECT) != 0)
        return 3;
    for (int i = 0; i < 3; i++)
        if (fork() < 0)
            return 4;
    for (;;)
        if (write(1, "o", 1) != 1 || write(2, "e", 1) != 1)
            return 5;
}
