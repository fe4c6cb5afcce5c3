/* Recurses 48 MiB deep under a limit of 64 MiB: the stack is as large as the memory, and an honest program may use it. */
#include "probe.h"

static int depth(int left);

/* Through a pointer that may change, so that no compiler makes a loop of it. */
static int (*volatile deeper)(int) = depth;

static int depth(int left)
{
    volatile char frame[1024];
    frame[0] = 1;
    return left == 0 ? 0 : deeper(left - 1) + frame[0];
}

int main(void)
{
    must("a recursion of 48 MiB returns", depth(46000) == 46000);
    return verdict(1);
}
