#include "put.h"

#include "beneath.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void put_finish(struct put_state *state)
{
    if (state->file_fd >= 0)
        (void)close(state->file_fd);
    state->file_fd = -1;
    state->path[0] = '\0';
}

/* Makes the directories of `path` from left to right. */
static struct fault make_directories(int app, const char *path)
{
    char prefix[PATH_BYTES_MAX + 1];
    for (const char *slash = strchr(path, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        size_t length = (size_t)(slash - path);
        memcpy(prefix, path, length);
        prefix[length] = '\0';
        if (mkdirat(app, prefix, 0755) != 0 && errno != EEXIST)
            return fault_at(AT_PUT_DIRECTORY, errno);
    }
    return no_fault();
}

static struct fault create(struct put_state *state, const struct put_request *put)
{
    put_finish(state);
    struct fault fault = make_directories(state->app_fd, put->path);
    if (failed(fault))
        return fault;
    state->file_fd = open_beneath(state->app_fd, put->path, O_WRONLY | O_CREAT | O_EXCL, put->mode);
    if (state->file_fd < 0)
        return fault_at(AT_PUT_CREATE, errno);
    memcpy(state->path, put->path, sizeof state->path);
    return no_fault();
}

static struct fault write_all(int fd, const uint8_t *bytes, size_t length)
{
    while (length > 0) {
        ssize_t written = write(fd, bytes, length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return fault_at(AT_PUT_WRITE, errno);
        bytes += written;
        length -= (size_t)written;
    }
    return no_fault();
}

struct fault put_file(struct put_state *state, const struct put_request *put)
{
    if (!path_is_plain(put->path))
        return fault_at(AT_PUT_PATH, EINVAL);
    if (put->append) {
        if (state->file_fd < 0 || strcmp(state->path, put->path) != 0)
            return fault_at(AT_PUT_APPEND, ENOENT);
    } else {
        struct fault fault = create(state, put);
        if (failed(fault))
            return fault;
    }
    return write_all(state->file_fd, put->data, put->length);
}
