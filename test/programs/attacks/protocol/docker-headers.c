/* Prints headers of the stream in which Docker interleaves output and error, with lengths true and absurd. They are an answer like any other. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(void)
{
    static const char text[] = "\1\0\0\0\0\0\0\5held\n\2\0\0\0\0\0\0\5held\n\0\0\0\0\0\0\0\5held\n\3\0\0\0\0\0\0\1x\1\0\0\0\177\177\177\177held\n";
    for (size_t i = 0; i + 1 < sizeof text; i++)
        if (write(1, text + i, 1) != 1 || write(2, text + i, 1) != 1)
            return 3;
    return 0;
}
