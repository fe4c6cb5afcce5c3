/* Reads what it is: user, groups, capabilities, filters. Then executes every setuid program of the image and looks whom it runs as. */
#define _GNU_SOURCE
#include "attempt.h"

#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static bool has_line(const char *path, const char *wanted)
{
    char line[512];
    bool found = false;
    FILE *status = fopen(path, "r");
    while (status != NULL && fgets(line, sizeof line, status) != NULL)
        found |= strcmp(line, wanted) == 0;
    if (status != NULL)
        fclose(status);
    return found;
}

static bool runs_as(pid_t child, uid_t uid)
{
    char path[64], line[64];
    snprintf(path, sizeof path, "/proc/%d/status", (int)child);
    snprintf(line, sizeof line, "Uid:\t%u\t%u\t%u\t%u\n", uid, uid, uid, uid);
    return has_line(path, line);
}

static int visit(const char *path, const struct stat *info, int kind, struct FTW *where)
{
    int ends[2];
    (void)where;
    if (strcmp(path, "/proc") == 0 || strcmp(path, "/sys") == 0)
        return FTW_SKIP_SUBTREE;
    if (kind != FTW_F || (info->st_mode & (S_ISUID | S_ISGID)) == 0 || access(path, X_OK) != 0 || pipe2(ends, O_CLOEXEC) != 0)
        return FTW_CONTINUE;
    fprintf(stderr, "%s\n", path);
    pid_t child = fork();
    if (child == 0) {
        dup2(ends[0], 0);
        close(1);
        execl(path, path, (char *)NULL);
        _exit(127);
    }
    char byte;
    close(ends[1]);
    /* The child's end is closed by its exec. */
    holds(path, read(ends[0], &byte, 1) == 0 && runs_as(child, getuid()));
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    close(ends[0]);
    return FTW_CONTINUE;
}

int main(void)
{
    const char *lines[] = {"CapInh:\t0000000000000000\n", "CapPrm:\t0000000000000000\n", "CapEff:\t0000000000000000\n", "CapAmb:\t0000000000000000\n",
                           "NoNewPrivs:\t1\n",            "Seccomp:\t2\n",               "Groups:\t \n"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        holds(lines[i], has_line("/proc/self/status", lines[i]));
    /* What the runner needs to become the sandbox user; with no_new_privs nobody can take it out of the bounding set. */
    holds("the bounding set", has_line("/proc/self/status", "CapBnd:\t00000000000000e0\n"));
    holds("the user", getuid() >= 200000 && runs_as(getpid(), getuid()) && getgid() == getuid());
    fails("becoming root", seteuid(0));
    if (nftw("/", visit, 32, FTW_ACTIONRETVAL | FTW_PHYS) != 0)
        puts("the walk broke off");
    return told(10);
}
