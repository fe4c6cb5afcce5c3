/* Makes a file in /box and removes it again: nothing is left but the time of it. */
#include <fcntl.h>
#include <unistd.h>

int main(void)
{
    close(open("passing", O_CREAT | O_WRONLY, 0600));
    return unlink("passing");
}
