/* Counts the processes it can have at once under a limit of 8, itself included. */
#include "probe.h"

#include <signal.h>
#include <unistd.h>

int main(void)
{
    int children = 0;
    pid_t child;
    while (children < 100 && (child = fork()) >= 0) {
        if (child == 0)
            for (;;)
                pause();
        children++;
    }
    must("7 children can be had", children >= 7);
    must("8 children cannot be had", children < 8);
    return verdict(2);
}
