/* Walks the whole file system and tries to make, open for writing, or re-mode everything but its three work directories and devices. */
#define _GNU_SOURCE
#include "attempt.h"

#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const own[] = {"/box", "/tmp", "/dev/shm"};

static bool is_own(const char *path)
{
    for (int i = 0; i < 3; i++)
        if (strcmp(path, own[i]) == 0)
            return true;
    return false;
}

static int visit(const char *path, const struct stat *info, int kind, struct FTW *where)
{
    (void)where;
    if (kind == FTW_D || kind == FTW_DNR) {
        if (is_own(path) || strcmp(path, "/proc") == 0)
            return FTW_SKIP_SUBTREE;
        char name[4200];
        snprintf(name, sizeof name, "%s/serin-attack", path);
        fails(name, open(name, O_CREAT | O_WRONLY | O_EXCL, 0600));
        fails(path, open(path, O_TMPFILE | O_WRONLY, 0600));
        fails(path, chmod(path, 0777));
    } else if (kind == FTW_F && S_ISREG(info->st_mode)) {
        fails(path, open(path, O_WRONLY | O_NONBLOCK));
        fails(path, chmod(path, 0666));
    }
    return FTW_CONTINUE;
}

int main(void)
{
    if (nftw("/", visit, 32, FTW_ACTIONRETVAL | FTW_PHYS) != 0)
        puts("the walk broke off");
    return told(3000);
}
