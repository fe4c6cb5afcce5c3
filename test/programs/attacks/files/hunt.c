/* Reads the mount table and hunts for whatever is younger than this container: answers, other tests, other submissions, the compile cache. */
#define _GNU_SOURCE
#include "attempt.h"

#include <ftw.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static time_t container_began;

static bool is_one_of(const char *path, const char *const *list)
{
    for (; *list != NULL; list++)
        if (strcmp(path, *list) == 0)
            return true;
    return false;
}

static int visit(const char *path, const struct stat *info, int kind, struct FTW *where)
{
    /* Docker's own, and the one thing that is this program's. The names of /.serin's parent directories are older. */
    static const char *const known[] = {"/app/program", "/etc/hosts", "/etc/resolv.conf", "/etc/hostname", "/etc/mtab", "/.dockerenv", NULL};
    static const char *const passed_over[] = {"/proc", "/sys", "/dev", NULL};
    (void)where;
    if (is_one_of(path, passed_over))
        return FTW_SKIP_SUBTREE;
    bool is_file = kind == FTW_F || kind == FTW_SL || kind == FTW_SLN;
    if (is_file && !is_one_of(path, known))
        holds(path, info->st_ctime < container_began);
    /* As old as the container, and nobody but the runner looks into it. */
    if (strcmp(path, "/.serin-pipes") == 0) {
        holds(path, kind == FTW_DNR && (info->st_mode & 07777) == 0700 && info->st_uid == 0);
        return FTW_SKIP_SUBTREE;
    }
    if (kind == FTW_DNR && strcmp(path, "/root") != 0 && strncmp(path, "/var/", 5) != 0 && strncmp(path, "/etc/", 5) != 0)
        holds(path, info->st_ctime < container_began);
    return FTW_CONTINUE;
}

static void read_mounts(void)
{
    static const char *const known[] = {"/", "/proc", "/dev", "/dev/pts", "/dev/mqueue", "/dev/shm", "/sys", "/app", "/box", "/tmp", "/.serin",
                                        "/.serin-pipes", "/.serin-pipes/joined",
                                        "/etc/hosts", "/etc/resolv.conf", "/etc/hostname", NULL};
    char line[4096], at[1024];
    FILE *table = fopen("/proc/self/mountinfo", "r");
    while (table != NULL && fgets(line, sizeof line, table) != NULL)
        if (sscanf(line, "%*s %*s %*s %*s %1023s", at) == 1 && strncmp(at, "/proc/", 6) != 0 && strncmp(at, "/sys/", 5) != 0)
            holds(at, is_one_of(at, known));
}

int main(void)
{
    struct stat init;
    if (!holds("PID 1 has a beginning", stat("/proc/1", &init) == 0))
        return told(1);
    container_began = init.st_ctime;
    read_mounts();
    if (nftw("/", visit, 32, FTW_ACTIONRETVAL | FTW_PHYS) != 0)
        puts("the walk broke off");
    return told(3000);
}
