/* Guesses that are far from every number there is. */
#include <stdio.h>

int main(void) {
    char answer[16];
    for (int guess = 2; guess < 33; guess++) {
        printf("%d\n", guess);
        fflush(stdout);
        if (scanf("%15s", answer) != 1) return 0;
    }
    return 0;
}
