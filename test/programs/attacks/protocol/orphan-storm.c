/* Makes orphans that die at once, as fast as it can. Each wakes the runner, which must still look at the clock. */
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
    for (;;) {
        pid_t child = fork();
        if (child == 0) {
            for (int i = 0; i < 4; i++)
                if (fork() == 0)
                    break;
            _exit(0);
        }
        if (child > 0)
            waitpid(child, NULL, 0);
    }
}
