#include <stdio.h>

int main(void) {
    while (puts("Hello, Hello, Hello, Hello, Hello, Hello, Hello, Hello, Hello!") >= 0) {
    }
    return 0;
}
