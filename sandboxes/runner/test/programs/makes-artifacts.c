/* Leaves regular files among everything that must not be collected. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static void make(const char *path, const char *text, size_t length, mode_t mode)
{
    int fd = open(path, O_CREAT | O_WRONLY, mode);
    if (fd < 0 || write(fd, text, length) != (ssize_t)length)
        exit(9);
    close(fd);
}

int main(void)
{
    static char large[600000];
    for (size_t i = 0; i < sizeof large; i++)
        large[i] = (char)(i % 251);
    mkdir("b", 0700);
    mkdir("closed", 0700);
    make("b/Main.class", "main", 4, 0600);
    make("a.class", "a", 1, 0600);
    make("large.class", large, sizeof large, 0700);
    make("empty.class", "", 0, 0600);
    make("unreadable.class", "x", 1, 0000);
    make("closed/in.class", "x", 1, 0600);
    make("other.txt", "x", 1, 0600);
    chmod("closed", 0000);
    if (symlink("/etc/passwd", "passwd.class") != 0 || symlink("b", "c") != 0)
        return 8;
    mkfifo("fifo.class", 0600);
    mkdir("directory.class", 0700);
    return 0;
}
