/* Every byte there is, invalid UTF-8 and NUL among them, and a right answer after it. It is not the answer, and must not stop the judge. */
#include <unistd.h>

int main(void)
{
    unsigned char bytes[256];
    for (int i = 0; i < 256; i++)
        bytes[i] = (unsigned char)i;
    return write(1, bytes, sizeof bytes) != sizeof bytes || write(1, "held\n", 5) != 5;
}
