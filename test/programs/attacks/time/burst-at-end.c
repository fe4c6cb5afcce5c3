/* The leader leaves at once with the right answer, and ten children compute from that moment on: they have no time at all. */
#include <stdio.h>
#include <unistd.h>

int main(void)
{
    int ends[2];
    char byte;
    if (pipe(ends) != 0)
        return 3;
    for (int i = 0; i < 10; i++)
        if (fork() == 0) {
            close(ends[1]);
            (void)!read(ends[0], &byte, 1);
            for (volatile unsigned long count = 0;; count++) {
            }
        }
    puts("done");
    return 0;
}
