#include <stdio.h>

/* What is read only after the call keeps the compiler from making a loop of it. */
static long long sum(int n) {
    volatile long long own = n;
    if (n == 0) return 0;
    long long rest = sum(n - 1);
    return rest + own;
}

int main(void) {
    int n;
    if (scanf("%d", &n) != 1) return 1;
    printf("%lld\n", sum(n));
    return 0;
}
