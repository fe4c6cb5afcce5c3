#include "tree.h"

#include "beneath.h"
#include "stage.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static const char *const names[] = {"a", "b", "c", "..", ".", "d", "...", " ", "a/b", "a/b/c", "*", "[a]", "\\", "-rf", "\n", "a/../b"};

void tree_name(struct feed *feed, char to[static PATH_BYTES_MAX + 2])
{
    uint8_t kind = feed_byte(feed);
    if (kind < 128) {
        (void)snprintf(to, PATH_BYTES_MAX + 2, "%s", names[kind % (sizeof names / sizeof names[0])]);
        return;
    }
    if (kind >= 250) { /* long ones, near the bound of paths */
        size_t length = PATH_BYTES_MAX - 2 + kind % 4;
        for (size_t i = 0; i < length; i++)
            to[i] = i % 2 == 1 && i % 200 != 0 ? '/' : 'd';
        to[length] = '\0';
        return;
    }
    size_t length = 1 + kind % 64;
    for (size_t i = 0; i < length; i++) {
        uint8_t byte = feed_byte(feed);
        to[i] = (char)(byte == 0 ? '/' : byte);
    }
    to[length] = '\0';
}

static void make_file(int box, const char *name, uint8_t amount, bool executable)
{
    static const char data[255];
    int fd = open_beneath(box, name, O_WRONLY | O_CREAT | O_EXCL, executable ? 0755 : 0644);
    if (fd < 0)
        return;
    INSIST(write(fd, data, amount) == amount);
    (void)close(fd);
}

static void make_socket(void)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    (void)snprintf(address.sun_path, sizeof address.sun_path, "%s/socket", stage.paths[STAGE_BOX]);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0) {
        (void)bind(fd, (const struct sockaddr *)&address, sizeof address);
        (void)close(fd);
    }
}

/* A chain of directories, `depth` below each other, and a file at its end. */
static void make_deep(int box, unsigned depth)
{
    int at = openat(box, ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
    for (unsigned i = 0; i < depth && at >= 0; i++) {
        (void)mkdirat(at, "d", 0755);
        int below = openat(at, "d", O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        (void)close(at);
        at = below;
    }
    if (at >= 0) {
        make_file(at, "f", 1, false);
        (void)close(at);
    }
}

/* Submissions make things below /box only, so names that leave it are left out. */
static bool stays_inside(int box, const char *name)
{
    char parent[PATH_BYTES_MAX + 2];
    (void)snprintf(parent, sizeof parent, "%s", name);
    char *slash = strrchr(parent, '/');
    if (slash == NULL)
        return strcmp(name, "..") != 0;
    *slash = '\0';
    int fd = parent[0] == '\0' ? -1 : open_beneath(box, parent, O_RDONLY | O_DIRECTORY, 0);
    if (fd < 0)
        return false;
    (void)close(fd);
    return true;
}

void tree_operate(struct feed *feed)
{
    static const char *const targets[] = {"/", "..", "../outside", "../outside/sentinel", "a", ".", "link", "/proc/self/root"};
    char name[PATH_BYTES_MAX + 2];
    int box = stage.fds[STAGE_BOX];
    uint8_t kind = feed_byte(feed) % 10;
    uint8_t more = feed_byte(feed);
    tree_name(feed, name);
    if (!stays_inside(box, name))
        return;
    if (kind <= 1)
        make_file(box, name, more, kind == 1);
    else if (kind <= 3)
        (void)mkdirat(box, name, 0755);
    else if (kind == 4)
        (void)!symlinkat(targets[more % (sizeof targets / sizeof targets[0])], box, name);
    else if (kind == 5)
        (void)mkfifoat(box, name, 0644);
    else if (kind == 6)
        (void)linkat(box, "a", box, name, 0);
    else if (kind == 7)
        make_deep(box, more < 224 ? more % 16U : more * 3U);
    else if (kind == 8)
        make_socket();
    else
        (void)fchmodat(box, name, more & 0777, AT_SYMLINK_NOFOLLOW);
}
