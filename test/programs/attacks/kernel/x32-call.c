/* Calls with x32's bit in the number, under which some filters see another call. A foreign ABI kills. */
#define _GNU_SOURCE
#include <unistd.h>

int main(void)
{
    return syscall(0x40000000 + 39) > 0 ? 0 : 3;
}
