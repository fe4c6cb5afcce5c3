/* Asks for 300 000 names that do not exist: the kernel remembers each as a directory entry, after everybody is dead. */
#include <stdio.h>
#include <sys/stat.h>

int main(void)
{
    const char *const directories[] = {"/box", "/usr/share", "/tmp"};
    char name[96];
    struct stat status;
    for (int i = 0; i < 300000; i++) {
        snprintf(name, sizeof name, "%s/there-is-no-such-file-%d", directories[i % 3], i);
        if (stat(name, &status) == 0)
            return 3;
    }
    return 0;
}
