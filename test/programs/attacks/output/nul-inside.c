/* An answer with NULs in it, which is right as it stands. */
#include <unistd.h>

int main(void)
{
    return write(1, "a\0b\0\n", 5) != 5;
}
