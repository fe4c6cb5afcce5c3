/* Forty children share 40 MiB with the leader and write to none of it: shared pages count once, under a limit of 64 MiB. */
#include "probe.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
    volatile char *memory = malloc(40 << 20);
    int sum = 0;
    for (long at = 0; at < 40 << 20; at += 4096)
        memory[at] = 1;
    for (int i = 0; i < 40; i++)
        if (fork() == 0) {
            for (long at = 0; at < 40 << 20; at += 4096)
                sum += memory[at];
            usleep(50000);
            _exit(sum != 10240);
        }
    int status;
    int fine = 0;
    while (wait(&status) > 0)
        fine += status == 0;
    must("forty children have seen the memory", fine == 40);
    return verdict(1);
}
