/* Children by vfork that are never waited for. Without a bound their zombies use up every process number. */
#define _GNU_SOURCE
#include <unistd.h>

int main(void)
{
    for (;;)
        if (vfork() == 0)
            _exit(0);
}
