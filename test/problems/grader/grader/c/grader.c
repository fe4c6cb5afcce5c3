#include <stdio.h>

#include "gcd.h"

int main(void) {
    long long a, b;
    if (scanf("%lld %lld", &a, &b) != 2) return 1;
    printf("gcd %lld\n", gcd(a, b));
    return 0;
}
