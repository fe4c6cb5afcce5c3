#include "collect.h"

#include "answer.h"
#include "beneath.h"
#include "fields.h"
#include "frame.h"
#include "helper.h"
#include "listing.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    TEXT_BYTES_MAX = 1024 * 1024,
    DEPTH_MAX = PATH_BYTES_MAX / 2 + 1, /* a path of 1024 bytes has no more directories */
    FRAME_FIELDS_MAX = 2048,            /* PATH, MODE, APPEND and every field's header */
};

struct collection {
    const struct collect_request *request;
    struct outbox *outbox;
    struct shared *shared;
    uint16_t id;
    int box;
    size_t count;
    const char *paths[COLLECT_FILES_MAX]; /* in order, into `text` */
    uint64_t bytes;
    size_t text_length;
    char text[TEXT_BYTES_MAX];
};

/* One open directory on the way down. */
struct level {
    int fd;
    int64_t position;   /* where its listing goes on */
    size_t path_length; /* of its own path, with the slash */
};

struct walk {
    size_t depth;
    struct level levels[DEPTH_MAX];
    char path[PATH_BYTES_MAX + 1];
};

static bool is_wanted(const struct collect_request *request, const char *path)
{
    for (size_t i = 0; i < request->pattern_count; i++)
        if (fnmatch(request->patterns[i], path, 0) == 0)
            return true;
    return false;
}

static void insert_in_order(struct collection *collection, const char *path)
{
    size_t low = 0;
    size_t high = collection->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (strcmp(collection->paths[middle], path) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    const char **slot = &collection->paths[low];
    memmove(slot + 1, slot, (collection->count - low) * sizeof *slot);
    *slot = path;
    collection->count++;
}

static struct fault note(struct collection *collection, const char *path, uint64_t size)
{
    size_t length = strlen(path) + 1;
    if (collection->count == collection->request->most_files || length > TEXT_BYTES_MAX - collection->text_length)
        return fault_at(AT_COLLECT_TOO_MANY, EOVERFLOW);
    if (size > collection->request->most_bytes - collection->bytes)
        return fault_at(AT_COLLECT_TOO_LARGE, EFBIG);
    char *kept = collection->text + collection->text_length;
    memcpy(kept, path, length);
    collection->text_length += length;
    collection->bytes += size;
    insert_in_order(collection, kept);
    return no_fault();
}

static struct fault weigh(struct collection *collection, int directory, const char *name, const char *path)
{
    struct stat found;
    if (!is_wanted(collection->request, path))
        return no_fault();
    if (fstatat(directory, name, &found, AT_SYMLINK_NOFOLLOW) != 0)
        return fault_at(AT_COLLECT_READ, errno);
    if (!S_ISREG(found.st_mode) || faccessat(directory, name, R_OK, 0) != 0)
        return no_fault();
    return note(collection, path, (uint64_t)found.st_size);
}

/* Goes into `name` of the current level. What may not be opened or is too deep is passed over. */
static void descend(struct walk *walk, const char *name, size_t path_length)
{
    if (walk->depth == DEPTH_MAX || path_length + 1 > PATH_BYTES_MAX)
        return;
    int fd = open_beneath(walk->levels[walk->depth - 1].fd, name, O_RDONLY | O_DIRECTORY, 0);
    if (fd < 0)
        return;
    walk->path[path_length] = '/';
    walk->levels[walk->depth++] = (struct level){.fd = fd, .path_length = path_length + 1};
}

/* Lists the deepest level until it ends or a directory below it was entered. */
static struct fault walk_level(struct collection *collection, struct walk *walk)
{
    struct level *level = &walk->levels[walk->depth - 1];
    struct listing listing;
    struct entry entry;

    listing_begin(&listing, level->fd, level->position);
    while (listing_next(&listing, &entry)) {
        level->position = entry.next;
        size_t length = level->path_length + strlen(entry.name);
        if (length > PATH_BYTES_MAX)
            continue;
        memcpy(walk->path + level->path_length, entry.name, strlen(entry.name) + 1);
        if (entry.type == DT_REG) {
            struct fault fault = weigh(collection, level->fd, entry.name, walk->path);
            if (failed(fault))
                return fault;
        }
        size_t depth = walk->depth;
        if (entry.type == DT_DIR)
            descend(walk, entry.name, length);
        if (walk->depth > depth)
            return no_fault();
    }
    (void)close(level->fd);
    walk->depth--;
    return listing.error == 0 ? no_fault() : fault_at(AT_COLLECT_READ, listing.error);
}

static struct fault find(struct collection *collection)
{
    static struct walk walk;
    int top = fcntl(collection->box, F_DUPFD_CLOEXEC, 0);
    if (top < 0)
        return fault_at(AT_COLLECT_OPEN, errno);
    walk.depth = 1;
    walk.levels[0] = (struct level){.fd = top};

    struct fault fault = no_fault();
    while (walk.depth > 0 && !failed(fault))
        fault = walk_level(collection, &walk);
    return fault;
}

/* The directory that `path` lies in, searchable again. -1 and errno where one of its components is no directory. */
static int open_parent(int box, const char *path)
{
    int fd = fcntl(box, F_DUPFD_CLOEXEC, 0);
    const char *at = path;
    for (const char *slash; fd >= 0 && (slash = strchr(at, '/')) != NULL; at = slash + 1) {
        char name[PATH_BYTES_MAX + 1];
        size_t length = (size_t)(slash - at);
        memcpy(name, at, length);
        name[length] = '\0';
        struct stat found;
        int next = -1;
        if (fstatat(fd, name, &found, AT_SYMLINK_NOFOLLOW) == 0) {
            errno = ENOTDIR;
            if (S_ISDIR(found.st_mode) && fchmodat(fd, name, 0700, 0) == 0)
                next = open_beneath(fd, name, O_RDONLY | O_DIRECTORY, 0);
        }
        int error = errno;
        (void)close(fd);
        errno = error;
        fd = next;
    }
    return fd;
}

/* The file of that very path, readable again. That it does not exist is no fault; that its directory is gone is one. */
static struct fault find_named(struct collection *collection, const char *path)
{
    int directory = open_parent(collection->box, path);
    if (directory < 0)
        return fault_at(AT_COLLECT_SPOILED, errno);
    const char *slash = strrchr(path, '/');
    const char *name = slash == NULL ? path : slash + 1;
    struct stat found;
    struct fault fault = no_fault();
    if (fstatat(directory, name, &found, AT_SYMLINK_NOFOLLOW) != 0)
        fault = errno == ENOENT ? no_fault() : fault_at(AT_COLLECT_SPOILED, errno);
    else if (!S_ISREG(found.st_mode))
        fault = fault_at(AT_COLLECT_SPOILED, EINVAL);
    else if ((found.st_mode & S_IRUSR) == 0 && fchmodat(directory, name, found.st_mode | S_IRUSR, 0) != 0)
        fault = fault_at(AT_COLLECT_SPOILED, errno);
    else
        fault = note(collection, path, (uint64_t)found.st_size);
    (void)close(directory);
    return fault;
}

static bool is_named_before(const struct collect_request *request, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (strcmp(request->patterns[i], request->patterns[index]) == 0)
            return true;
    return false;
}

static struct fault find_all_named(struct collection *collection)
{
    const struct collect_request *request = collection->request;
    struct fault fault = no_fault();
    for (size_t i = 0; i < request->pattern_count && !failed(fault); i++)
        if (!is_named_before(request, i))
            fault = find_named(collection, request->patterns[i]);
    return fault;
}

/* One FILE frame of up to FILE_BYTES_MAX bytes; the data is read straight into the outbox. */
static struct fault hand_out_piece(struct collection *collection, int fd, const char *path, mode_t mode, bool first,
                                   uint64_t *left)
{
    size_t length = *left < FILE_BYTES_MAX ? (size_t)*left : FILE_BYTES_MAX;
    outbox_flush(collection->outbox);
    uint8_t *frame = outbox_reserve(collection->outbox, FRAME_HEADER_BYTES + FRAME_FIELDS_MAX + FILE_BYTES_MAX);
    if (frame == NULL)
        return fault_at(AT_COLLECT_WRITE, ENOBUFS);

    static uint8_t data[FILE_BYTES_MAX];
    size_t got = 0;
    while (got < length) {
        ssize_t more = read(fd, data + got, length - got);
        if (more <= 0)
            return fault_at(AT_COLLECT_READ, more < 0 ? errno : EIO);
        got += (size_t)more;
    }
    struct field_writer writer = {.bytes = frame + FRAME_HEADER_BYTES, .capacity = FRAME_FIELDS_MAX + FILE_BYTES_MAX};
    write_string(&writer, TAG_PATH, path);
    write_number(&writer, TAG_MODE, (mode & S_IXUSR) != 0 ? 0555 : 0444);
    write_number(&writer, TAG_APPEND, first ? 0 : 1);
    write_bytes(&writer, TAG_DATA, data, length);
    if (writer.overflow)
        return fault_at(AT_COLLECT_WRITE, ENOBUFS);
    struct frame_header header = {
        .length = (uint32_t)writer.length, .type = ANSWER_FILE, .id = collection->id};
    frame_encode(frame, &header);
    outbox_commit(collection->outbox, FRAME_HEADER_BYTES + writer.length);
    *left -= length;
    return no_fault();
}

static struct fault hand_out(struct collection *collection, const char *path)
{
    int fd = open_beneath(collection->box, path, O_RDONLY | O_NONBLOCK, 0);
    if (fd < 0)
        return fault_at(AT_COLLECT_OPEN, errno);
    struct stat found;
    struct fault fault = no_fault();
    if (fstat(fd, &found) != 0 || !S_ISREG(found.st_mode))
        fault = fault_at(AT_COLLECT_OPEN, EINVAL);
    uint64_t left = failed(fault) ? 0 : (uint64_t)found.st_size;
    bool first = true;
    while (!failed(fault) && (first || left > 0)) {
        fault = hand_out_piece(collection, fd, path, found.st_mode, first, &left);
        first = false;
    }
    (void)close(fd);
    return fault;
}

/* In the helper. Its outbox is a copy of the runner's, empty at the fork and flushed before the end. */
static struct fault collect_as_user(void *context)
{
    struct collection *collection = context;
    collection->box = open("/box", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (collection->box < 0)
        return fault_at(AT_COLLECT_OPEN, errno);
    struct fault fault = collection->request->named ? find_all_named(collection) : find(collection);
    for (size_t i = 0; i < collection->count && !failed(fault); i++)
        fault = hand_out(collection, collection->paths[i]);
    outbox_flush(collection->outbox);
    collection->shared->files = collection->count;
    collection->shared->bytes = collection->bytes;
    return fault;
}

struct fault collect_files(const struct collect_request *request, uint16_t id, uid_t uid, struct shared *shared,
                           struct outbox *outbox)
{
    static struct collection collection;
    collection.request = request;
    collection.outbox = outbox;
    collection.shared = shared;
    collection.id = id;
    collection.count = 0;
    collection.bytes = 0;
    collection.text_length = 0;

    outbox_flush(outbox);
    struct fault fault = as_sandbox_user(uid, shared, collect_as_user, &collection);
    if (!failed(fault))
        answer_done(outbox, id, shared->files, shared->bytes);
    return fault;
}
