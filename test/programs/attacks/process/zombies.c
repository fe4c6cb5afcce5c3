/* Hoards dead children up to its limit and leaves. PID 1 has to reap what it inherits. */
#include <unistd.h>

int main(void)
{
    for (int i = 0; i < 2000; i++)
        if (fork() == 0)
            _exit(0);
    return 0;
}
