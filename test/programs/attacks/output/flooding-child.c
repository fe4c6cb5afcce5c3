/* The leader exits at once; its children flood the pipe until they are killed. Draining a pipe that never dries up would never end. */
#include <unistd.h>

int main(void)
{
    static char block[1 << 15];
    for (int i = 0; i < 16; i++) {
        pid_t child = fork();
        if (child < 0)
            return 3;
        while (child == 0)
            (void)!write(1, block, sizeof block);
    }
    return 0;
}
