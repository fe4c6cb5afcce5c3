/** A C program whose CPU time is its input: as many rounds of a generator of random numbers, each waiting for the one before. */
export const spinSource = (variant: number): string => `#include <stdint.h>
#include <stdio.h>
int main(void) {
    long rounds;
    uint64_t x = 88172645463325252u + ${variant}u;
    if (scanf("%ld", &rounds) != 1) return 1;
    for (long i = 0; i < rounds; i++) {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
    }
    printf("%llu\\n", (unsigned long long)x);
}
`;
