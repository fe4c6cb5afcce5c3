#include "scratch.h"

#include "clock.h"
#include "helper.h"
#include "wipe.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stddef.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

static bool read_state(int fd, struct scratch_state *state)
{
    struct statfs filesystem;
    struct stat root;
    if (fstatfs(fd, &filesystem) != 0 || fstat(fd, &root) != 0)
        return false;
    *state = (struct scratch_state){
        .free_blocks = filesystem.f_bfree,
        .free_inodes = filesystem.f_ffree,
        .mode = root.st_mode,
        .owner = root.st_uid,
        .modified_s = root.st_mtim.tv_sec,
        .modified_ns = root.st_mtim.tv_nsec,
    };
    return true;
}

/* A mount of its own: another device than its parent, and memory. */
static bool is_own_tmpfs(const struct scratch *scratch, const char *parent)
{
    struct statfs filesystem;
    struct stat here;
    struct stat above;
    if (fstatfs(scratch->fd, &filesystem) != 0 || fstat(scratch->fd, &here) != 0 || stat(parent, &above) != 0)
        return false;
    return filesystem.f_type == TMPFS_MAGIC && here.st_dev != above.st_dev;
}

struct fault scratch_open(struct scratch all[static SCRATCH_COUNT], uid_t uid)
{
    static const struct {
        const char *path;
        const char *parent;
        const char *reason;
        bool required;
    } wanted[SCRATCH_COUNT] = {
        [SCRATCH_BOX] = {"/box", "/", "box", true},
        [SCRATCH_APP] = {"/app", "/", "app", true},
        [SCRATCH_TMP] = {"/tmp", "/", "tmp", false},
        [SCRATCH_SHM] = {"/dev/shm", "/dev", "shm", false},
    };

    for (size_t i = 0; i < SCRATCH_COUNT; i++) {
        struct scratch *scratch = &all[i];
        scratch->path = wanted[i].path;
        scratch->reason = wanted[i].reason;
        scratch->fd = open(scratch->path, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (scratch->fd >= 0 && is_own_tmpfs(scratch, wanted[i].parent)) {
            if (!read_state(scratch->fd, &scratch->baseline))
                return fault_at(AT_START_SCRATCH, errno);
            continue;
        }
        if (wanted[i].required)
            return fault_at(AT_START_SCRATCH, scratch->fd < 0 ? errno : ENOTSUP);
        if (scratch->fd >= 0)
            (void)close(scratch->fd);
        scratch->fd = -1;
    }
    if (all[SCRATCH_BOX].baseline.owner != uid || all[SCRATCH_APP].baseline.owner != 0)
        return fault_at(AT_START_SCRATCH, EPERM);
    return no_fault();
}

bool scratch_is_clean(const struct scratch *scratch)
{
    if (scratch->fd < 0)
        return true;
    struct scratch_state now;
    const struct scratch_state *then = &scratch->baseline;
    return read_state(scratch->fd, &now) && now.free_blocks == then->free_blocks &&
           now.free_inodes == then->free_inodes && now.mode == then->mode && now.owner == then->owner &&
           now.modified_s == then->modified_s && now.modified_ns == then->modified_ns;
}

/* Mode and times as they were, by whoever owns the directory: the next program learns nothing from them. */
static struct fault restore(const struct scratch *scratch)
{
    struct timespec at = {.tv_sec = scratch->baseline.modified_s, .tv_nsec = scratch->baseline.modified_ns};
    const struct timespec times[2] = {at, at};
    if (utimensat(AT_FDCWD, scratch->path, times, AT_SYMLINK_NOFOLLOW) != 0)
        return fault_at(AT_WIPE_RESTORE, errno);
    return no_fault();
}

static struct fault empty(const struct scratch *scratch)
{
    if (scratch->baseline.owner == geteuid() && chmod(scratch->path, scratch->baseline.mode & 07777) != 0)
        return fault_at(AT_WIPE_RESTORE, errno);
    int root = open(scratch->path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (root < 0)
        return fault_at(AT_WIPE_OPEN, errno);
    struct fault fault = wipe_directory(root);
    (void)close(root);
    return fault;
}

static struct fault empty_and_restore(const struct scratch *scratch)
{
    struct fault fault = empty(scratch);
    if (!failed(fault) && scratch->baseline.owner == geteuid())
        fault = restore(scratch);
    return fault;
}

/* In the helper: everything but /app. */
static struct fault wipe_as_user(void *context)
{
    const struct scratch *all = context;
    for (size_t i = 0; i < SCRATCH_COUNT; i++) {
        if (i == SCRATCH_APP || scratch_is_clean(&all[i]))
            continue;
        struct fault fault = empty_and_restore(&all[i]);
        if (failed(fault))
            return fault;
    }
    return no_fault();
}

static bool user_left_something(const struct scratch all[static SCRATCH_COUNT])
{
    return !scratch_is_clean(&all[SCRATCH_BOX]) || !scratch_is_clean(&all[SCRATCH_TMP]) ||
           !scratch_is_clean(&all[SCRATCH_SHM]);
}

struct fault scratch_wipe(struct scratch all[static SCRATCH_COUNT], uid_t uid, struct shared *shared,
                          bool with_app)
{
    struct fault fault = no_fault();
    if (user_left_something(all))
        fault = as_sandbox_user(uid, shared, wipe_as_user, all);
    for (size_t i = SCRATCH_TMP; i < SCRATCH_COUNT && !failed(fault); i++)
        if (all[i].fd >= 0 && all[i].baseline.owner == 0 && !scratch_is_clean(&all[i]))
            fault = restore(&all[i]);
    if (with_app && !failed(fault) && !scratch_is_clean(&all[SCRATCH_APP]))
        fault = empty_and_restore(&all[SCRATCH_APP]);
    return fault;
}

static const char *first_unclean(const struct scratch all[static SCRATCH_COUNT], bool with_app)
{
    for (size_t i = 0; i < SCRATCH_COUNT; i++)
        if ((i != SCRATCH_APP || with_app) && !scratch_is_clean(&all[i]))
            return all[i].reason;
    return NULL;
}

const char *scratch_verify(const struct scratch all[static SCRATCH_COUNT], bool with_app, uint64_t patience_ns)
{
    uint64_t give_up_ns = monotonic_ns() + patience_ns;
    const char *reason;
    while ((reason = first_unclean(all, with_app)) != NULL && monotonic_ns() < give_up_ns) {
        const struct timespec pause = {.tv_nsec = 500 * NS_PER_US};
        (void)nanosleep(&pause, NULL);
    }
    return reason;
}
