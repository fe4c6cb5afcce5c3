/* Recurses without end. The stack has no limit of its own, so it meets the memory limit. */
#include <stdio.h>

static int depth(int level)
{
    volatile char frame[1024];
    frame[0] = (char)level;
    return depth(level + 1) + frame[0];
}

int main(void)
{
    printf("%d\n", depth(0));
    return 0;
}
