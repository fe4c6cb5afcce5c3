/* Closes all three streams and computes without end. Nobody hears of it any more, but its clock runs on. */
#include <unistd.h>

int main(void)
{
    close(0);
    close(1);
    close(2);
    for (volatile unsigned long i = 0;; i++)
        ;
}
