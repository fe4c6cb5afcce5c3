/* Moves its output to descriptor 200, closes 1, and answers there; then through a duplicate on the last descriptor there is. */
#include <unistd.h>

int main(void)
{
    int last = (int)sysconf(_SC_OPEN_MAX) - 1;
    if (dup2(1, 200) != 200 || close(1) != 0 || write(200, "he", 2) != 2)
        return 3;
    if (dup2(200, last) != last || close(200) != 0 || write(last, "ld\n", 3) != 3)
        return 4;
    return 0;
}
