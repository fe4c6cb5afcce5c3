#include "input.h"

#include "identity.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008U /* Linux 6.3 */
#endif

static struct fault create(struct input *input, uid_t uid)
{
    struct fault fault = identity_borrow(uid);
    if (failed(fault))
        return fault;
    input->fd = memfd_create("stdin", MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_NOEXEC_SEAL);
    if (input->fd < 0 && errno == EINVAL)
        input->fd = memfd_create("stdin", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    int error = errno;
    input->length = 0;
    fault = identity_return();
    if (failed(fault))
        return fault;
    return input->fd >= 0 ? no_fault() : fault_at(AT_STDIN_CREATE, error);
}

struct fault input_append(struct input *input, uid_t uid, const uint8_t *bytes, size_t length)
{
    if (input->fd < 0) {
        struct fault fault = create(input, uid);
        if (failed(fault))
            return fault;
    }
    if (length > INPUT_BYTES_MAX - input->length)
        return fault_at(AT_STDIN_TOO_LARGE, EFBIG);
    while (length > 0) {
        /* pwrite leaves the file's own offset at 0, where the program is to begin. */
        ssize_t written = pwrite(input->fd, bytes, length, (off_t)input->length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return fault_at(AT_STDIN_WRITE, errno);
        bytes += written;
        length -= (size_t)written;
        input->length += (uint64_t)written;
    }
    return no_fault();
}

struct fault input_take(struct input *input, uid_t uid, int *fd)
{
    if (input->fd < 0) {
        struct fault fault = create(input, uid);
        if (failed(fault))
            return fault;
    }
    if (fcntl(input->fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) != 0)
        return fault_at(AT_RUN_INPUT, errno);
    *fd = input->fd;
    input->fd = -1;
    input->length = 0;
    return no_fault();
}

void input_forget(struct input *input)
{
    if (input->fd >= 0)
        (void)close(input->fd);
    input->fd = -1;
    input->length = 0;
}
