/* Sleeps for ever and costs nothing but a place. */
#include <unistd.h>

int main(void)
{
    for (;;)
        sleep(1000);
}
