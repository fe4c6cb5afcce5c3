/* Tries to open what is the runner's, to read it, and what is the image's, to write it; prints how often it could. */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(void)
{
    static const char *const paths[] = {"/proc/1/mem",     "/proc/1/environ", "/proc/1/maps",  "/proc/1/fd/0",
                                        "/proc/1/fd/1",    "/proc/1/root/app", "/proc/1/cwd/etc", "/app/new",
                                        "/proc/sys/kernel/core_pattern", "/sys/fs/cgroup/memory/tasks", "/etc/passwd"};
    int opened = 0;
    for (unsigned i = 0; i < sizeof paths / sizeof paths[0]; i++)
        opened += open(paths[i], i < 7 ? O_RDONLY : O_RDWR | O_CREAT, 0600) >= 0;
    printf("%d\n", opened);
    return 0;
}
