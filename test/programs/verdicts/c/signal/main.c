#include <stddef.h>

int main(void)
{
    /* Volatile twice: the compiler may neither know the address nor drop the store. */
    volatile int *volatile nowhere = NULL;
    *nowhere = 1;
}
