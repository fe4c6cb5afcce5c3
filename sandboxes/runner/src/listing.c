#include "listing.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

void listing_begin(struct listing *listing, int fd, int64_t position)
{
    listing->fd = fd;
    listing->error = lseek(fd, position, SEEK_SET) < 0 ? errno : 0;
    listing->at = 0;
    listing->end = 0;
}

static bool refill(struct listing *listing)
{
    ssize_t got = getdents64(listing->fd, listing->bytes, LISTING_BYTES);
    if (got < 0)
        listing->error = errno;
    if (got <= 0)
        return false;
    listing->at = 0;
    listing->end = (size_t)got;
    return true;
}

bool listing_next(struct listing *listing, struct entry *entry)
{
    while (listing->error == 0) {
        if (listing->at == listing->end && !refill(listing))
            return false;
        const struct dirent64 *found = (const struct dirent64 *)(const void *)(listing->bytes + listing->at);
        listing->at += found->d_reclen;
        if (strcmp(found->d_name, ".") == 0 || strcmp(found->d_name, "..") == 0)
            continue;
        *entry = (struct entry){.name = found->d_name, .type = found->d_type, .next = found->d_off};
        return true;
    }
    return false;
}
