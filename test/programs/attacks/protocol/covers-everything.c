/* Lays its output over every descriptor number there is, and answers through the last one. */
#include <unistd.h>

int main(void)
{
    int last = (int)sysconf(_SC_OPEN_MAX) - 1;
    for (int fd = 2; fd <= last; fd++)
        if (dup2(1, fd) != fd)
            return 3;
    if (dup2(1, 0) != 0)
        return 4;
    return write(last, "he", 2) != 2 || write(0, "ld", 2) != 2 || write(2, "\n", 1) != 1;
}
