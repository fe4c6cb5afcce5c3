/* Has the kernel search: lists /proc and a large directory of the image without end. */
#include <dirent.h>
#include <stddef.h>

int main(void)
{
    const char *const directories[] = {"/proc", "/proc/self", "/usr/bin"};
    for (unsigned i = 0;; i++) {
        DIR *entries = opendir(directories[i % 3]);
        if (entries == NULL)
            return 3;
        while (readdir(entries) != NULL) {
        }
        closedir(entries);
    }
}
