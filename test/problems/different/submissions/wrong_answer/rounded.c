#include <stdio.h>

int main(void) {
    double sum;
    if (scanf("%lf", &sum) != 1) return 1;
    printf("%d %d\n", (int)sum - 3, 3);
    return 0;
}
