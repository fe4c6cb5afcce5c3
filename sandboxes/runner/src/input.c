#include "input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008U /* Linux 6.3 */
#endif

enum { PAGE_BYTES = 4096 };

static const struct memory_file no_file = {.fd = -1, .length = 0};

void input_begin(struct input *input)
{
    input->pending = no_file;
    for (size_t i = 0; i < KEPT_INPUTS_MAX; i++)
        input->kept[i] = no_file;
    input->kept_bytes = 0;
}

static uint64_t pages_of(uint64_t length)
{
    return (length + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
}

static void discard(struct memory_file *file)
{
    if (file->fd >= 0)
        (void)close(file->fd);
    *file = no_file;
}

static struct fault create(struct memory_file *file)
{
    file->fd = memfd_create("stdin", MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_NOEXEC_SEAL);
    if (file->fd < 0 && errno == EINVAL)
        file->fd = memfd_create("stdin", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    file->length = 0;
    return file->fd >= 0 ? no_fault() : fault_at(AT_STDIN_CREATE, errno);
}

struct fault input_append(struct input *input, const uint8_t *bytes, size_t length)
{
    struct memory_file *file = &input->pending;
    if (file->fd < 0) {
        struct fault fault = create(file);
        if (failed(fault))
            return fault;
    }
    if (length > INPUT_BYTES_MAX - file->length)
        return fault_at(AT_STDIN_TOO_LARGE, EFBIG);
    while (length > 0) {
        ssize_t written = pwrite(file->fd, bytes, length, (off_t)file->length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return fault_at(AT_STDIN_WRITE, errno);
        bytes += written;
        length -= (size_t)written;
        file->length += (uint64_t)written;
    }
    return no_fault();
}

/* From here on nobody changes the bytes, the runner included, and everybody who has a descriptor may read them. */
static struct fault seal(struct input *input)
{
    struct memory_file *file = &input->pending;
    if (file->fd < 0) {
        struct fault fault = create(file);
        if (failed(fault))
            return fault;
    }
    if (fcntl(file->fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) != 0 ||
        fchmod(file->fd, 0444) != 0)
        return fault_at(AT_RUN_INPUT, errno);
    return no_fault();
}

/*
 * A descriptor with an offset of its own that cannot write, and a file that shows the same times to everybody: when another
 * program read it is nobody's business.
 */
static struct fault reopen(const struct memory_file *file, int *fd)
{
    static const struct timespec epoch[2] = {{.tv_sec = 0}, {.tv_sec = 0}};
    char path[32];
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", file->fd);
    if (futimens(file->fd, epoch) != 0)
        return fault_at(AT_RUN_INPUT, errno);
    *fd = open(path, O_RDONLY | O_CLOEXEC);
    return *fd >= 0 ? no_fault() : fault_at(AT_RUN_INPUT, errno);
}

static struct fault keep_pending(struct input *input, uint64_t number)
{
    input_release(input, number);
    uint64_t bytes = pages_of(input->pending.length);
    if (bytes > KEPT_BYTES_MAX - input->kept_bytes)
        return fault_at(AT_RUN_KEEP_INPUT, ENOSPC);
    input->kept[number - 1] = input->pending;
    input->kept_bytes += bytes;
    input->pending = no_file;
    return no_fault();
}

struct fault input_take(struct input *input, uint64_t from, uint64_t keep, int *fd)
{
    if (from > 0) {
        bool there = from <= KEPT_INPUTS_MAX && input->kept[from - 1].fd >= 0;
        if (!there || keep > 0 || input->pending.fd >= 0)
            return fault_at(AT_RUN_KEPT_INPUT, 0);
        return reopen(&input->kept[from - 1], fd);
    }
    struct fault fault = seal(input);
    if (!failed(fault))
        fault = reopen(&input->pending, fd);
    if (failed(fault))
        return fault;
    if (keep > 0)
        fault = keep_pending(input, keep);
    discard(&input->pending);
    if (failed(fault)) {
        (void)close(*fd);
        *fd = -1;
    }
    return fault;
}

void input_forget(struct input *input)
{
    discard(&input->pending);
}

void input_release(struct input *input, uint64_t number)
{
    struct memory_file *file = &input->kept[number - 1];
    if (file->fd < 0)
        return;
    input->kept_bytes -= pages_of(file->length);
    discard(file);
}
