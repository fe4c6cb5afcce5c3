/* Writes one byte every ten milliseconds: it is never idle and never done. */
#include <unistd.h>

int main(void)
{
    for (;;) {
        if (write(1, "x", 1) != 1)
            return 3;
        usleep(10000);
    }
}
