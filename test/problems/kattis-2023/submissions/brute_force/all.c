#include <stdio.h>

int main(void) {
    long long number;
    if (scanf("%lld", &number) != 1) return 1;
    for (volatile long long each = 1; each <= number; each++) {
        if (number % each == 0) printf("%lld\n", (long long)each);
    }
    return 0;
}
