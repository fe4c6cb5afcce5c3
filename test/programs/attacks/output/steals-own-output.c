/* Opens its output for reading and competes with the judge for every byte. A judge whose read blocks would wait for what is gone. */
#include <fcntl.h>
#include <unistd.h>

int main(void)
{
    static char block[4096];
    int own = open("/dev/stdout", O_RDONLY);
    if (own < 0)
        return 3;
    for (int i = 0; i < 4; i++) {
        pid_t child = fork();
        if (child < 0)
            return 4;
        while (child == 0)
            (void)!read(own, block, sizeof block);
    }
    for (int i = 0; i < 1000; i++)
        if (write(1, block, sizeof block) < 0)
            return 5;
    return 0;
}
