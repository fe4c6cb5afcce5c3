#include "nodes.h"

#include <fcntl.h>
#include <stddef.h>
#include <sys/stat.h>

static const char *const paths[NODE_COUNT] = {
    "/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty", "/dev/mqueue",
};

void nodes_remember(struct node_times nodes[static NODE_COUNT])
{
    for (size_t i = 0; i < NODE_COUNT; i++) {
        struct stat now;
        nodes[i].there = stat(paths[i], &now) == 0;
        if (!nodes[i].there)
            continue;
        nodes[i].times[0] = now.st_atim;
        nodes[i].times[1] = now.st_mtim;
    }
}

bool nodes_restore(const struct node_times nodes[static NODE_COUNT])
{
    for (size_t i = 0; i < NODE_COUNT; i++)
        if (nodes[i].there && utimensat(AT_FDCWD, paths[i], nodes[i].times, AT_SYMLINK_NOFOLLOW) != 0)
            return false;
    return true;
}
