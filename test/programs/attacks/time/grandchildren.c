/* Computes in short-lived grandchildren, whose parent is dead before they are: their time is nobody's. */
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
    for (;;) {
        if (fork() == 0) {
            if (fork() == 0)
                for (volatile unsigned i = 0; i < 3000000; i++) {
                }
            _exit(0);
        }
        wait(NULL);
        usleep(3000);
    }
}
