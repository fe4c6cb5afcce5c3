/* Writes a message into the times of files that all programs of a container share. */
#include "probe.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

int main(void)
{
    const char *const shared[] = {"/etc/passwd", "/proc/self/exe", "/dev/null", "/dev/zero", "/dev/urandom", "/app",
                                  "/", "/usr/bin", "/dev", "/etc", "/proc", "/tmp", "/dev/shm", "/dev/mqueue"};
    const struct timespec message[2] = {{1234567890, 42}, {1234567890, 42}};
    for (size_t i = 0; i < sizeof shared / sizeof *shared; i++) {
        refused(shared[i], utimensat(AT_FDCWD, shared[i], message, 0));
        refused(shared[i], chmod(shared[i], 0777));
    }
    /* With write permission alone the present may be set; that is tried here and looked for by the next program. */
    (void)utimensat(AT_FDCWD, "/dev/null", NULL, 0);
    (void)utimensat(AT_FDCWD, "/dev/zero", NULL, 0);
    (void)utimensat(AT_FDCWD, "/tmp", NULL, 0);
    (void)utimensat(AT_FDCWD, "/dev/shm", NULL, 0);
    (void)utimensat(AT_FDCWD, "/dev/mqueue", NULL, 0);
    (void)utimensat(AT_FDCWD, "/box", message, 0);
    return verdict(28);
}
