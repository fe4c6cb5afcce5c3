#include "ipc.h"

#include "listing.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

/* A kernel without System V IPC has no such files and no such objects. */
struct fault ipc_open(struct ipc *ipc)
{
    static const char *const paths[3] = {"/proc/sysvipc/shm", "/proc/sysvipc/sem", "/proc/sysvipc/msg"};
    for (size_t i = 0; i < 3; i++) {
        ipc->sysv_fds[i] = open(paths[i], O_RDONLY | O_CLOEXEC);
        if (ipc->sysv_fds[i] < 0 && errno != ENOENT)
            return fault_at(AT_START_IPC_FILES, errno);
    }
    ipc->mqueue_fd = open("/dev/mqueue", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return no_fault();
}

/* Each file is one line of headings and one line per object. */
static bool has_only_headings(int fd)
{
    char text[1024];
    ssize_t got = pread(fd, text, sizeof text, 0);
    if (got < 0)
        return false;
    const char *end = memchr(text, '\n', (size_t)got);
    return got == 0 || (end != NULL && end == text + got - 1);
}

bool ipc_sysv_is_empty(const struct ipc *ipc)
{
    for (size_t i = 0; i < 3; i++)
        if (ipc->sysv_fds[i] >= 0 && !has_only_headings(ipc->sysv_fds[i]))
            return false;
    return true;
}

bool ipc_mqueue_is_empty(const struct ipc *ipc)
{
    struct listing listing;
    struct entry entry;
    if (ipc->mqueue_fd < 0)
        return true;
    listing_begin(&listing, ipc->mqueue_fd, 0);
    return !listing_next(&listing, &entry) && listing.error == 0;
}
