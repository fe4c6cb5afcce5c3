/* Gives the processor away in a loop; asking for it is work too. */
#include <sched.h>

int main(void)
{
    for (;;)
        sched_yield();
}
