/* Lays a pipe of its own over its streams, fills it with the answer, and ends well. What the runner's pipe has not got is not there. */
#include <unistd.h>

int main(void)
{
    int ends[2];
    if (pipe(ends) != 0 || dup2(ends[1], 1) != 1 || dup2(ends[1], 2) != 2)
        return 3;
    return write(1, "held\n", 5) != 5;
}
