/* allocates MIB PROCESSES HOLD_MS: every process touches MIB of memory, keeps it for a while and ends. */
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void allocate(size_t mib, int hold_ms)
{
    for (size_t i = 0; i < mib; i++) {
        char *piece = malloc(1 << 20);
        if (piece == NULL)
            _exit(9);
        memset(piece, (int)i | 1, 1 << 20);
    }
    usleep((useconds_t)hold_ms * 1000);
}

int main(int argc, char **argv)
{
    size_t mib = argc > 1 ? (size_t)atoi(argv[1]) : 1;
    int processes = argc > 2 ? atoi(argv[2]) : 1;
    int hold_ms = argc > 3 ? atoi(argv[3]) : 0;
    for (int i = 1; i < processes; i++)
        if (fork() == 0) {
            allocate(mib, hold_ms);
            _exit(0);
        }
    allocate(mib, hold_ms);
    while (wait(NULL) > 0)
        continue;
    return 0;
}
