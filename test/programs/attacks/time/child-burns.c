/* The leader only waits; a child computes. A limit on one process's own time would never see it. */
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
    if (fork() == 0)
        for (volatile unsigned long i = 0;; i++) {
        }
    wait(NULL);
    return 0;
}
