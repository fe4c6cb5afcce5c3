/* Tries to make device nodes, FIFOs, sockets and symbolic links. Each is a name that a judge with rights could follow or open by mistake. */
#define _GNU_SOURCE
#include "attempt.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

int main(void)
{
    const char *places[] = {"/box/node", "/tmp/node", "/dev/shm/node", "/dev/node", "/app/node"};
    const mode_t kinds[] = {S_IFCHR, S_IFBLK, S_IFIFO, S_IFSOCK, S_IFREG, 0};
    for (int i = 0; i < 5; i++) {
        for (int j = 0; j < 6; j++) {
            dev_t device = j == 0 ? makedev(1, 1) : j == 1 ? makedev(8, 0) : 0;
            fails_with("mknod", mknod(places[i], kinds[j] | 0600, device), EPERM);
            fails_with("mknodat", mknodat(AT_FDCWD, places[i], kinds[j] | 0600, device), EPERM);
        }
        /* Without a number the device of overlay's white-outs needs no capability. */
        fails_with("white-out", mknod(places[i], S_IFCHR, 0), EPERM);
        fails("rename with white-out", renameat2(AT_FDCWD, places[i], AT_FDCWD, "/box/other", RENAME_WHITEOUT));
        fails_with("symlink", symlink("/etc/shadow", places[i]), EPERM);
        fails_with("symlinkat", symlinkat("/", AT_FDCWD, places[i]), EPERM);
        holds("nothing is there", access(places[i], F_OK) == -1);
    }
    return told(85);
}
