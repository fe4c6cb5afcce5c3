/* Wiping a directory that somebody has made as hard to wipe as the kernel lets them. */
#include "wipe.h"

#include "listing.h"
#include "test.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DEPTH = 3000, FILES = 2000 };

static bool is_empty(int fd)
{
    struct listing listing;
    struct entry entry;
    listing_begin(&listing, fd, 0);
    return !listing_next(&listing, &entry) && listing.error == 0;
}

/* Far deeper than a path can name, each level with a file and a forbidden sister. */
static void make_deep(int root)
{
    int at = dup(root);
    for (int i = 0; i < DEPTH && at >= 0; i++) {
        CHECK(mkdirat(at, "down", 0700) == 0);
        int file = openat(at, "file", O_CREAT | O_WRONLY, 0000);
        (void)close(file);
        int next = openat(at, "down", O_RDONLY | O_DIRECTORY);
        CHECK(fchmod(at, 0000) == 0 || at == root);
        (void)close(at);
        at = next;
    }
    (void)close(at);
    CHECK(fchmod(root, 0700) == 0);
}

static void make_wide(int root)
{
    char name[64];
    for (int i = 0; i < FILES; i++) {
        (void)snprintf(name, sizeof name, "file-%d", i);
        (void)close(openat(root, name, O_CREAT | O_WRONLY, 0600));
    }
    /* Names that the wipe itself would choose: a file, an empty directory and a full one. */
    (void)close(openat(root, ".wipe-0", O_CREAT | O_WRONLY, 0600));
    CHECK(mkdirat(root, ".wipe-1", 0700) == 0);
    CHECK(mkdirat(root, ".wipe-2", 0700) == 0);
    CHECK(mkdirat(root, ".wipe-2/full", 0000) == 0);
    CHECK(symlinkat("/etc/passwd", root, "link") == 0);
    CHECK(symlinkat(".", root, "self") == 0);
    CHECK(mkfifoat(root, "fifo", 0600) == 0);
}

void test_wipe(void)
{
    char path[] = "/tmp/serin-wipe-XXXXXX";
    test_begin("deep, wide, forbidden and misleading directories are emptied, and nothing outside is touched");
    CHECK(mkdtemp(path) != NULL);
    int root = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    CHECK(root >= 0);
    make_deep(root);
    make_wide(root);
    CHECK(!failed(wipe_directory(root)));
    CHECK(is_empty(root));
    CHECK(access("/etc/passwd", R_OK) == 0);
    CHECK(!failed(wipe_directory(root)));
    (void)close(root);
    CHECK(rmdir(path) == 0);
}
