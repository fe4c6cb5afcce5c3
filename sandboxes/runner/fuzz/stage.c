#include "stage.h"

#include "insist.h"
#include "wipe.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct stage stage;

static char root[64];
static const char sentinel[] = "nobody may change this\n";

static void dismantle(void)
{
    for (int i = 0; i < STAGE_DIRECTORIES; i++) {
        stage_empty((enum stage_directory)i);
        (void)rmdir(stage.paths[i]);
    }
    (void)rmdir(root);
}

static void write_sentinel(void)
{
    int fd = openat(stage.fds[STAGE_OUTSIDE], "sentinel", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    INSIST(fd >= 0);
    INSIST(write(fd, sentinel, sizeof sentinel) == sizeof sentinel);
    INSIST(close(fd) == 0);
}

void stage_build(void)
{
    static const char *const names[STAGE_DIRECTORIES] = {"box", "app", "outside", "pipes"};
    if (root[0] != '\0')
        return;
    const char *memory = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
    (void)snprintf(root, sizeof root, "%s/serin-fuzz-XXXXXX", memory);
    INSIST(mkdtemp(root) != NULL);
    for (int i = 0; i < STAGE_DIRECTORIES; i++) {
        (void)snprintf(stage.paths[i], sizeof stage.paths[i], "%s/%s", root, names[i]);
        INSIST(mkdir(stage.paths[i], 0755) == 0);
        stage.fds[i] = open(stage.paths[i], O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        INSIST(stage.fds[i] >= 0);
    }
    write_sentinel();
    (void)atexit(dismantle);
}

static bool is_open(int fd)
{
    return fcntl(fd, F_GETFD) >= 0;
}

static void note_open(bool open[static STAGE_FDS])
{
    for (int fd = 0; fd < STAGE_FDS; fd++)
        open[fd] = is_open(fd);
}

static void close_others(const bool open[static STAGE_FDS])
{
    for (int fd = 0; fd < STAGE_FDS; fd++)
        if (!open[fd] && is_open(fd))
            (void)close(fd);
    (void)close_range(STAGE_FDS, ~0U, 0); /* a walk that was cut short may have been deep */
}

size_t stage_open_count(void)
{
    size_t count = 0;
    for (int fd = 0; fd < STAGE_FDS; fd++)
        if (!stage.open_before[fd] && is_open(fd))
            count++;
    return count;
}

int stage_run(void (*act)(void *), void *context)
{
    note_open(stage.open_before);
    stage.exit_code = -1;
    stage.effective = 0;
    stage.now_ns = 1000000000;
    stage.in_helper = false;
    if (setjmp(stage.exit_act) == 0) {
        stage.on = true;
        act(context);
    }
    stage.on = false;
    close_others(stage.open_before);
    return stage.exit_code;
}

struct fault __wrap_as_sandbox_user(uid_t uid, struct shared *shared, struct fault (*work)(void *), void *context);

/* The helper is a process of its own in truth: what it opens is gone when it ends, and its exit is not the runner's. */
struct fault __wrap_as_sandbox_user(uid_t uid, struct shared *shared, struct fault (*work)(void *), void *context)
{
    bool open_before[STAGE_FDS];
    INSIST(stage.on && !stage.in_helper && uid == STAGE_UID);
    note_open(open_before);
    shared_clear(shared);
    stage.in_helper = true;
    if (setjmp(stage.exit_helper) == 0) {
        shared->fault = work(context);
        shared->done = true;
    }
    stage.in_helper = false;
    close_others(open_before);
    return shared->done ? shared->fault : fault_at(AT_HELPER_DIED, 0);
}

/* A directory's own descriptor, for reading. */
static int reopen(enum stage_directory which)
{
    int fd = openat(stage.fds[which], ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    INSIST(fd >= 0);
    return fd;
}

static size_t count_entries(enum stage_directory which)
{
    DIR *directory = fdopendir(reopen(which));
    INSIST(directory != NULL);
    size_t count = 0;
    const struct dirent *entry;
    while ((entry = readdir(directory)) != NULL)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            count++;
    (void)closedir(directory);
    return count;
}

bool stage_is_empty(enum stage_directory which)
{
    return count_entries(which) == 0;
}

void stage_empty(enum stage_directory which)
{
    if (stage_is_empty(which))
        return;
    int fd = reopen(which);
    INSIST(!failed(wipe_directory(fd)));
    (void)close(fd);
    INSIST(stage_is_empty(which));
}

void stage_check_outside(void)
{
    char text[sizeof sentinel + 1];
    struct stat found;
    int fd = openat(stage.fds[STAGE_OUTSIDE], "sentinel", O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    INSIST(fd >= 0 && fstat(fd, &found) == 0);
    INSIST(read(fd, text, sizeof text) == sizeof sentinel && memcmp(text, sentinel, sizeof sentinel) == 0);
    INSIST((found.st_mode & 07777) == 0600 && found.st_nlink == 1);
    (void)close(fd);
    INSIST(count_entries(STAGE_OUTSIDE) == 1);
    INSIST(stat(root, &found) == 0 && found.st_nlink == 2 + STAGE_DIRECTORIES);
}

void stage_scratch(struct scratch all[static SCRATCH_COUNT])
{
    static const struct timespec old[2] = {{.tv_sec = 1}, {.tv_sec = 1}};
    static const enum stage_directory of[] = {[SCRATCH_BOX] = STAGE_BOX, [SCRATCH_APP] = STAGE_APP};
    all[SCRATCH_TMP] = (struct scratch){.path = "/tmp", .reason = "tmp", .fd = -1};
    all[SCRATCH_SHM] = (struct scratch){.path = "/dev/shm", .reason = "shm", .fd = -1};
    for (size_t i = SCRATCH_BOX; i <= SCRATCH_APP; i++) {
        enum stage_directory which = of[i];
        struct stat found;
        INSIST(utimensat(AT_FDCWD, stage.paths[which], old, 0) == 0);
        INSIST(fstat(stage.fds[which], &found) == 0);
        all[i] = (struct scratch){
            .path = stage.paths[which],
            .reason = i == SCRATCH_BOX ? "box" : "app",
            .fd = stage.fds[which],
            .baseline = {.mode = found.st_mode, .owner = found.st_uid, .modified_s = found.st_mtim.tv_sec,
                         .modified_ns = found.st_mtim.tv_nsec},
        };
    }
}
