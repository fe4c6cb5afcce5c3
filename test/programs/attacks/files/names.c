/* Leaves files and directories with every name that breaks scripts, and with those that the runner's own wipe would choose. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int make(const char *name, int number)
{
    if (number % 2 == 0) {
        int fd = open(name, O_CREAT | O_WRONLY, 0600);
        return fd < 0 ? -1 : close(fd);
    }
    char inner[600];
    snprintf(inner, sizeof inner, "%s/inner", name);
    return mkdir(name, 0700) == 0 && mkdir(inner, 0) == 0 ? 0 : -1;
}

int main(void)
{
    static char longest[256], slashes[256];
    const char *names[] = {"...", "..x", ". ", " ", "-rf", "--", "-", "\n", "a\nb", "\xff\xfe", "\xc3", "\x7f\x01\x1b[2J", "*", "?", "~",
                           "$HOME", "`id`", "%s%n", "\\", "'", "\"", "core", "program", "main.c", "CON", "NUL", "a:b", "@response",
                           longest, slashes};
    memset(longest, 'n', 255);
    memset(slashes, '\\', 255);
    for (int place = 0; place < 3; place++) {
        if (chdir(place == 0 ? "/tmp" : place == 1 ? "/dev/shm" : "/box") != 0)
            return 3;
        for (int i = 0; i < (int)(sizeof names / sizeof *names); i++)
            if (make(names[i], i + place) != 0)
                return 4;
        for (int i = 0; i < 64; i++) {
            char wipe[32];
            snprintf(wipe, sizeof wipe, ".wipe-%d", i);
            if (make(wipe, i + place) != 0)
                return 5;
        }
    }
    puts("held");
    return 0;
}
