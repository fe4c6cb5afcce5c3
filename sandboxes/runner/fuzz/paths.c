/*
 * Paths. The input is a little program that builds a tree as hostile as a submission could leave behind in /box: links to
 * elsewhere, FIFOs, sockets, hard links, deep and forbidden directories, names of any bytes. Then
 *   open_beneath is asked for paths through it, and must never come out anywhere else;
 *   COLLECT lists it, and must give exactly what a second walk finds, in order and with the right bytes;
 *   PUT places files below /app, and must place them where the path says or refuse;
 *   the wipe removes everything, and nothing outside.
 */
#include "insist.h"
#include "stage.h"
#include "tree.h"

#include "beneath.h"
#include "collect.h"
#include "fields.h"
#include "frame.h"
#include "put.h"
#include "wipe.h"

#include <dirent.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { OPERATIONS_MAX = 48, PATH_MAX_HERE = 4096 };

static struct collect_request request;
static struct outbox outbox;
static struct shared shared;
static struct fault outcome;

/* Whatever open_beneath opens lies below the directory, at the very path that was asked for. */
static void check_beneath(const char *path)
{
    char link[64];
    char found[PATH_MAX_HERE];
    int fd = open_beneath(stage.fds[STAGE_BOX], path, O_RDONLY | O_NONBLOCK, 0);
    if (fd < 0)
        return;
    (void)snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, found, sizeof found - 1);
    INSIST(length > 0);
    found[length] = '\0';
    size_t above = strlen(stage.paths[STAGE_BOX]);
    INSIST(strncmp(found, stage.paths[STAGE_BOX], above) == 0 && (found[above] == '/' || found[above] == '\0'));
    struct stat status;
    INSIST(path[0] != '/' && fstat(fd, &status) == 0 && !S_ISLNK(status.st_mode));
    (void)close(fd);
}

struct expected {
    size_t count;
    uint64_t bytes;
};

static bool is_wanted(const char *path)
{
    for (size_t i = 0; i < request.pattern_count; i++)
        if (request.named ? strcmp(request.patterns[i], path) == 0 : fnmatch(request.patterns[i], path, 0) == 0)
            return true;
    return false;
}

/* The second walk: by recursion, and lstat for everything. */
static void walk(int directory, char *path, size_t length, struct expected *expected)
{
    DIR *listing = fdopendir(directory);
    INSIST(listing != NULL);
    const struct dirent *entry;
    while ((entry = readdir(listing)) != NULL) {
        struct stat found;
        size_t name = strlen(entry->d_name);
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 || length + name > PATH_BYTES_MAX)
            continue;
        memcpy(path + length, entry->d_name, name + 1);
        INSIST(fstatat(dirfd(listing), entry->d_name, &found, AT_SYMLINK_NOFOLLOW) == 0);
        if (S_ISREG(found.st_mode) && is_wanted(path)) {
            expected->count++;
            expected->bytes += (uint64_t)found.st_size;
        }
        int below = S_ISDIR(found.st_mode) && length + name + 1 <= PATH_BYTES_MAX
                        ? openat(dirfd(listing), entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
                        : -1;
        if (below >= 0) {
            path[length + name] = '/';
            walk(below, path, length + name + 1, expected);
        }
    }
    (void)closedir(listing);
}

static struct expected look(void)
{
    static char path[PATH_BYTES_MAX + 2];
    struct expected expected = {0};
    int box = openat(stage.fds[STAGE_BOX], ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    INSIST(box >= 0);
    walk(box, path, 0, &expected);
    return expected;
}

/* One FILE: a regular file at that very path, behind the one before in order, with no more data than it has. */
static void check_file(const uint8_t *payload, size_t length, char *before, struct expected *got)
{
    struct feed feed = {.at = payload, .left = length};
    struct raw_field path;
    struct raw_field mode;
    struct raw_field append;
    struct raw_field data;
    INSIST(raw_next(&feed, &path) && raw_next(&feed, &mode) && raw_next(&feed, &append) && raw_next(&feed, &data));
    INSIST(feed.left == 0 && path.tag == TAG_PATH && data.tag == TAG_DATA && path.length <= PATH_BYTES_MAX);
    char name[PATH_BYTES_MAX + 1];
    memcpy(name, path.bytes, path.length);
    name[path.length] = '\0';
    INSIST(strlen(name) == path.length && path_is_plain(name) && is_wanted(name));
    INSIST(strcmp(before, name) < 0 || got->count == 0);
    struct stat found;
    int fd = open_beneath(stage.fds[STAGE_BOX], name, O_RDONLY | O_NONBLOCK, 0);
    INSIST(fd >= 0 && fstat(fd, &found) == 0 && S_ISREG(found.st_mode));
    (void)close(fd);
    INSIST(raw_number(&append) == 0 && (uint64_t)found.st_size == data.length);
    INSIST(raw_number(&mode) == ((found.st_mode & S_IXUSR) != 0 ? 0555 : 0444));
    (void)snprintf(before, PATH_BYTES_MAX + 1, "%s", name);
    got->count++;
    got->bytes += data.length;
}

static struct expected read_answers(void)
{
    char before[PATH_BYTES_MAX + 1] = "";
    struct expected got = {0};
    struct stat size;
    INSIST(fstat(outbox.fd, &size) == 0);
    if (size.st_size == 0)
        return got;
    uint8_t *bytes = malloc((size_t)size.st_size);
    INSIST(bytes != NULL && pread(outbox.fd, bytes, (size_t)size.st_size, 0) == size.st_size);
    for (size_t at = 0; at < (size_t)size.st_size;) {
        uint32_t length;
        INSIST((size_t)size.st_size - at >= FRAME_HEADER_BYTES);
        memcpy(&length, bytes + at, sizeof length);
        INSIST(length <= (size_t)size.st_size - at - FRAME_HEADER_BYTES);
        if (bytes[at + 4] == ANSWER_FILE)
            check_file(bytes + at + FRAME_HEADER_BYTES, length, before, &got);
        else
            INSIST(bytes[at + 4] == ANSWER_DONE);
        at += FRAME_HEADER_BYTES + length;
    }
    free(bytes);
    return got;
}

static void act(void *context)
{
    (void)context;
    outcome = collect_files(&request, 7, STAGE_UID, &shared, &outbox);
    outbox_flush(&outbox);
}

static void check_collect(struct feed *feed)
{
    request.pattern_count = 1 + feed_byte(feed) % 3;
    for (size_t i = 0; i < request.pattern_count; i++) {
        char pattern[PATH_BYTES_MAX + 2];
        tree_name(feed, pattern);
        pattern[PATH_BYTES_MAX] = '\0';
        memcpy(request.patterns[i], pattern, sizeof request.patterns[i]);
    }
    uint8_t bounds = feed_byte(feed);
    request.named = bounds % 3 == 0;
    for (size_t i = 0; i < request.pattern_count; i++)
        request.named = request.named && path_is_plain(request.patterns[i]);
    request.most_files = bounds < 128 ? COLLECT_FILES_MAX : bounds % 8;
    request.most_bytes = bounds % 2 == 0 ? 1 << 20 : bounds;

    INSIST(ftruncate(outbox.fd, 0) == 0 && lseek(outbox.fd, 0, SEEK_SET) == 0);
    outbox.start = outbox.end = 0;
    /* Named files may lie in directories that only COLLECT opens again: they are looked for afterwards. */
    struct expected wanted = request.named ? (struct expected){0} : look();
    INSIST(stage_run(act, NULL) == -1);
    struct expected got = read_answers();
    if (request.named && failed(outcome)) {
        INSIST(outcome.at == AT_COLLECT_SPOILED || outcome.at == AT_COLLECT_TOO_MANY || outcome.at == AT_COLLECT_TOO_LARGE);
        INSIST(got.count == 0);
        return;
    }
    if (request.named)
        wanted = look();
    if (failed(outcome)) {
        /* Refused for a bound, and before the first FILE. */
        INSIST(outcome.at == AT_COLLECT_TOO_MANY || outcome.at == AT_COLLECT_TOO_LARGE);
        INSIST(wanted.count > request.most_files || wanted.bytes > request.most_bytes);
        INSIST(got.count == 0);
        return;
    }
    INSIST(got.count == wanted.count && got.bytes == wanted.bytes);
    INSIST(got.count <= request.most_files && got.bytes <= request.most_bytes);
    INSIST(shared.files == got.count && shared.bytes == got.bytes);
}

/* What PUT accepts lies afterwards at that path, a regular file with these bytes; what is not plain makes nothing. */
static void check_put(struct feed *feed)
{
    static struct put_request put;
    struct put_state state = {.app_fd = stage.fds[STAGE_APP], .file_fd = -1};
    unsigned count = 1 + feed_byte(feed) % 4;
    for (unsigned i = 0; i < count; i++) {
        char path[PATH_BYTES_MAX + 2];
        tree_name(feed, path);
        path[PATH_BYTES_MAX] = '\0';
        memcpy(put.path, path, sizeof put.path);
        put.mode = 0444;
        put.append = feed_byte(feed) % 4 == 3;
        put.data = feed->at;
        put.length = feed->left < 32 ? feed->left : 32;
        bool empty = stage_is_empty(STAGE_APP);
        struct fault fault = put_file(&state, &put);
        if (failed(fault)) {
            INSIST(fault.at >= AT_PUT_PATH && fault.at <= AT_PUT_WRITE);
            INSIST(fault.at != AT_PUT_PATH || !path_is_plain(path));
            INSIST(fault.at != AT_PUT_PATH || !empty || stage_is_empty(STAGE_APP));
            continue;
        }
        struct stat found;
        int fd = open_beneath(stage.fds[STAGE_APP], path, O_RDONLY | O_NONBLOCK, 0);
        INSIST(path[0] != '/' && strstr(path, "//") == NULL && fd >= 0 && fstat(fd, &found) == 0);
        INSIST(S_ISREG(found.st_mode) && (found.st_mode & 0777) == 0444);
        INSIST(put.append || (size_t)found.st_size == put.length);
        (void)close(fd);
    }
    put_finish(&state);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct feed feed = {.at = data, .left = size};
    char path[PATH_BYTES_MAX + 2];
    stage_build();
    if (outbox.fd == 0)
        outbox.fd = memfd_create("outbox", MFD_CLOEXEC);
    INSIST(outbox.fd > 0);

    unsigned operations = feed_byte(&feed) % OPERATIONS_MAX;
    for (unsigned i = 0; i < operations; i++)
        tree_operate(&feed);
    for (unsigned i = feed_byte(&feed) % 4; i > 0; i--) {
        tree_name(&feed, path);
        check_beneath(path);
    }
    check_collect(&feed);
    check_put(&feed);
    stage_check_outside();
    stage_empty(STAGE_BOX);
    stage_empty(STAGE_APP);
    stage_check_outside();
    return 0;
}
