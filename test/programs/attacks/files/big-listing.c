/* A directory of 30 000 names of 200 bytes, listed again and again and left behind. A judge that listed it whole would need its memory. */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(void)
{
    char name[256];
    for (int i = 0; i < 30000; i++) {
        snprintf(name, sizeof name, "%0200d", i);
        int fd = open(name, O_CREAT | O_WRONLY, 0600);
        if (fd < 0)
            return 3;
        close(fd);
    }
    for (int turn = 0; turn < 5; turn++) {
        int seen = 0;
        DIR *list = opendir(".");
        while (list != NULL && readdir(list) != NULL)
            seen++;
        if (list == NULL || closedir(list) != 0 || seen != 30002)
            return 4;
    }
    puts("held");
    return 0;
}
