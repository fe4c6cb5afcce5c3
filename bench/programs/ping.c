/* ping ROUNDS: says a number on a line of its own, hears the next one, and so on; as plain as a contestant writes it. */
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char *argv[]) {
    long rounds = argc > 1 ? atol(argv[1]) : 100000;
    for (long round = 0; round < rounds; round++) {
        long heard;
        printf("%ld\n", round);
        fflush(stdout);
        if (scanf("%ld", &heard) != 1 || heard != round + 1) return 1;
    }
    return 0;
}
