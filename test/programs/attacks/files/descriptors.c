/* Looks at every descriptor it was born with. One more than the three streams would be the judge's: a pipe to it, a directory, another test. */
#define _GNU_SOURCE
#include "attempt.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

int main(void)
{
    struct stat info;
    DIR *list = opendir("/proc/self/fd");
    struct dirent *entry;
    if (!holds("a list of them", list != NULL))
        return told(1);
    while ((entry = readdir(list)) != NULL)
        if (entry->d_name[0] != '.' && atoi(entry->d_name) != dirfd(list))
            holds(entry->d_name, atoi(entry->d_name) < 3);
    closedir(list);
    for (int fd = 3; fd < 65536; fd++)
        fails_with("a hidden descriptor", fcntl(fd, F_GETFD), EBADF);
    holds("the input is a file", fstat(0, &info) == 0 && info.st_mode == (S_IFREG | 0444) && info.st_uid == 0);
    holds("the input cannot be written", (fcntl(0, F_GETFL) & O_ACCMODE) == O_RDONLY);
    holds("the output is a pipe", fstat(1, &info) == 0 && S_ISFIFO(info.st_mode) && info.st_uid == getuid());
    holds("the error is a pipe", fstat(2, &info) == 0 && S_ISFIFO(info.st_mode) && info.st_uid == getuid());
    holds("the output cannot be read", (fcntl(1, F_GETFL) & O_ACCMODE) == O_WRONLY);
    holds("the working directory", access("/box/.", X_OK) == 0 && stat(".", &info) == 0 && info.st_nlink == 2);
    return told(65542);
}
