#include <stdio.h>

int main(void) {
    int count;
    if (scanf("%d", &count) != 1) return 1;
    double sum = 0;
    for (int at = 0; at < count; at++) {
        double each;
        if (scanf("%lf", &each) != 1) return 1;
        sum += each;
    }
    printf("%.5f\n", sum / count);
    return 0;
}
