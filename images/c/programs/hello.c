#include <stdio.h>

int main(void) {
    puts("Hello, Serin!");
    return 0;
}
