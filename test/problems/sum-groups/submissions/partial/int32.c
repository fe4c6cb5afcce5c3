/* Overflows where the sum is large: 30 + 25 + 0, because the negative ones are taken for 0 too. */
#include <stdint.h>
#include <stdio.h>

int main(void) {
    int count;
    if (scanf("%d", &count) != 1) return 1;
    uint32_t sum = 0;
    while (count-- > 0) {
        long long each;
        if (scanf("%lld", &each) != 1) return 1;
        if (each > 0) sum += (uint32_t)each;
    }
    printf("%u\n", (unsigned)sum);
    return 0;
}
