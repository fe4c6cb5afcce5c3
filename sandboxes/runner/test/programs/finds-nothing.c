/* Exits with 0 when the work directories are as a program should find them, and says what is wrong otherwise. */
#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static int entries(const char *path)
{
    int count = 0;
    DIR *directory = opendir(path);
    if (directory == NULL)
        return -1;
    for (struct dirent *entry = readdir(directory); entry != NULL; entry = readdir(directory))
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    closedir(directory);
    return count;
}

static int processes(void)
{
    int count = 0;
    DIR *directory = opendir("/proc");
    if (directory == NULL)
        return -1;
    for (struct dirent *entry = readdir(directory); entry != NULL; entry = readdir(directory))
        count += entry->d_name[0] >= '0' && entry->d_name[0] <= '9';
    closedir(directory);
    return count;
}

int main(void)
{
    struct stat box;
    int box_entries = entries("/box");
    int tmp_entries = entries("/tmp");
    int shm_entries = entries("/dev/shm");
    int running = processes();
    if (stat("/box", &box) != 0)
        return 9;
    printf("box %d tmp %d shm %d processes %d mode %o\n", box_entries, tmp_entries, shm_entries, running,
           box.st_mode & 07777);
    return box_entries == 0 && tmp_entries == 0 && shm_entries == 0 && running == 2 && (box.st_mode & 07777) == 0700
               ? 0
               : 1;
}
