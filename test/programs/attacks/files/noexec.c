/* Executes copies of itself from /tmp and /dev/shm in every way, and asks for the mounts' flags. Only /box and /app may execute. */
#define _GNU_SOURCE
#include "attempt.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static bool copies_itself(const char *to)
{
    static char block[1 << 16];
    int from = open("/proc/self/exe", O_RDONLY), fd = open(to, O_CREAT | O_RDWR, 0700);
    ssize_t got = 0;
    while (fd >= 0 && (got = read(from, block, sizeof block)) > 0)
        if (write(fd, block, (size_t)got) != got)
            return false;
    close(from);
    return got == 0 && fchmod(fd, 04755) == 0 && close(fd) == 0;
}

static void try_loader(const char *path)
{
    int status = 0;
    pid_t child = fork();
    if (child == 0) {
        close(1);
        execl("/lib64/ld-linux-x86-64.so.2", "ld.so", path, "child", NULL);
        _exit(127);
    }
    holds("the loader refuses", waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 127);
}

static void try_from(const char *path)
{
    char *argv[] = {(char *)path, (char *)"child", NULL};
    if (!holds(path, copies_itself(path)))
        return;
    fails_with("execve", execve(path, argv, environ), EACCES);
    int fd = open(path, O_RDONLY);
    fails_with("fexecve", syscall(SYS_execveat, fd, "", argv, environ, AT_EMPTY_PATH), EACCES);
    holds("an executable mapping", mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0) == MAP_FAILED && errno == EPERM);
    void *page = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, fd, 0);
    holds("a mapping made executable", page != MAP_FAILED && mprotect(page, 4096, PROT_READ | PROT_EXEC) == -1);
    try_loader(path);
}

static void flags(const char *path, unsigned long wanted)
{
    struct statvfs info;
    holds(path, statvfs(path, &info) == 0 && (info.f_flag & wanted) == wanted);
}

int main(int argc, char **argv)
{
    if (argc > 1)
        return argv[1] == NULL;
    try_from("/tmp/copy");
    try_from("/dev/shm/copy");
    flags("/tmp", ST_NOSUID | ST_NODEV | ST_NOEXEC);
    flags("/dev/shm", ST_NOSUID | ST_NODEV | ST_NOEXEC);
    flags("/box", ST_NOSUID | ST_NODEV);
    flags("/app", ST_NOSUID | ST_NODEV);
    flags("/", ST_RDONLY);
    flags("/.serin", ST_RDONLY);
    flags("/sys", ST_RDONLY | ST_NOSUID | ST_NOEXEC);
    flags("/proc/sys", ST_RDONLY);
    return told(18);
}
