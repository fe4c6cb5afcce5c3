/* Every process makes more of itself, for ever. Without RLIMIT_NPROC and a limit of the container the machine is full in a second. */
#include <unistd.h>

int main(void)
{
    for (;;)
        (void)fork();
}
