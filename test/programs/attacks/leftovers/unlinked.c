/* Children hold files open that have no name any more: no listing shows them, and they take room until the last child is dead. */
#include <fcntl.h>
#include <unistd.h>

static char block[1 << 20];

int main(void)
{
    const char *const names[] = {"/box/nameless", "/tmp/nameless", "/dev/shm/nameless"};
    for (int i = 0; i < 3; i++) {
        int fd = open(names[i], O_CREAT | O_RDWR, 0600);
        (void)!write(fd, block, i == 2 ? 4096 : sizeof block);
        unlink(names[i]);
    }
    for (int i = 0; i < 10; i++)
        if (fork() == 0) {
            setsid();
            for (;;)
                pause();
        }
    usleep(10000);
    return 0;
}
