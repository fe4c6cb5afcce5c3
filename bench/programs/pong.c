/* pong: answers every number with the next one, until there are no more. */
#include <stdio.h>

int main(void) {
    long heard;
    while (scanf("%ld", &heard) == 1) {
        printf("%ld\n", heard + 1);
        fflush(stdout);
    }
    return 0;
}
