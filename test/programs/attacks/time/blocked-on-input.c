/* Reads from a pipe whose other end it holds itself: nothing will ever come. */
#include <unistd.h>

int main(void)
{
    int ends[2];
    char byte;
    if (pipe(ends) != 0)
        return 3;
    return (int)read(ends[0], &byte, 1);
}
