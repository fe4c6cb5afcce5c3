/* Fills standard output while megabytes of input are never read. Two pipes and one blocking judge would wait for each other. */
#include <stdio.h>
#include <unistd.h>

int main(void)
{
    static char block[1 << 16];
    for (int i = 0; i < 128; i++)
        if (write(1, block, sizeof block) < 0)
            return 3;
    return 0;
}
