#include "wipe.h"

#include "beneath.h"
#include "listing.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

struct wipe {
    int root;
    uint64_t next_name;
};

/* Searchable and writable again. Its owner may always do that, and nobody else is asked. */
static struct fault unlock(int directory, const char *name)
{
    return fchmodat(directory, name, 0700, 0) == 0 ? no_fault() : fault_at(AT_WIPE_OPEN, errno);
}

/* Moves the directory `name` of `from` into the root. Names of the submission's own making may be in the way. */
static struct fault lift(struct wipe *wipe, int from, const char *name)
{
    struct fault fault = unlock(from, name); /* a directory must be writable to change its parent */
    if (failed(fault))
        return fault;
    for (;;) {
        char fresh[32];
        (void)snprintf(fresh, sizeof fresh, ".wipe-%llu", (unsigned long long)wipe->next_name++);
        if (renameat(from, name, wipe->root, fresh) == 0)
            return no_fault();
        if (errno != EEXIST && errno != ENOTEMPTY && errno != ENOTDIR)
            return fault_at(AT_WIPE_REMOVE, errno);
    }
}

/* One pass over the inside of a directory that is to be dissolved. `*found` says whether there was anything. */
static struct fault dissolve_pass(struct wipe *wipe, int directory, bool *found)
{
    struct listing listing;
    struct entry entry;

    *found = false;
    listing_begin(&listing, directory, 0);
    while (listing_next(&listing, &entry)) {
        *found = true;
        bool is_directory = entry.type == DT_DIR;
        if (unlinkat(directory, entry.name, is_directory ? AT_REMOVEDIR : 0) == 0)
            continue;
        if (!is_directory)
            return fault_at(AT_WIPE_REMOVE, errno);
        struct fault fault = lift(wipe, directory, entry.name);
        if (failed(fault))
            return fault;
    }
    return listing.error == 0 ? no_fault() : fault_at(AT_WIPE_LIST, listing.error);
}

static struct fault dissolve(struct wipe *wipe, const char *name)
{
    if (unlinkat(wipe->root, name, AT_REMOVEDIR) == 0)
        return no_fault();
    struct fault fault = unlock(wipe->root, name);
    if (failed(fault))
        return fault;
    int directory = open_beneath(wipe->root, name, O_RDONLY | O_DIRECTORY, 0);
    if (directory < 0)
        return fault_at(AT_WIPE_OPEN, errno);

    bool found;
    do
        fault = dissolve_pass(wipe, directory, &found);
    while (!failed(fault) && found);
    (void)close(directory);
    if (failed(fault))
        return fault;
    return unlinkat(wipe->root, name, AT_REMOVEDIR) == 0 ? no_fault() : fault_at(AT_WIPE_REMOVE, errno);
}

static struct fault root_pass(struct wipe *wipe, bool *found)
{
    struct listing listing;
    struct entry entry;

    *found = false;
    listing_begin(&listing, wipe->root, 0);
    while (listing_next(&listing, &entry)) {
        *found = true;
        struct fault fault = no_fault();
        if (entry.type == DT_DIR)
            fault = dissolve(wipe, entry.name);
        else if (unlinkat(wipe->root, entry.name, 0) != 0)
            fault = fault_at(AT_WIPE_REMOVE, errno);
        if (failed(fault))
            return fault;
    }
    return listing.error == 0 ? no_fault() : fault_at(AT_WIPE_LIST, listing.error);
}

struct fault wipe_directory(int root)
{
    struct wipe wipe = {.root = root, .next_name = 0};
    struct fault fault;
    bool found;
    do
        fault = root_pass(&wipe, &found);
    while (!failed(fault) && found);
    return fault;
}
