#include <cstdio>

int main() {
    double sum;
    if (std::scanf("%lf", &sum) != 1) return 1;
    std::printf("%.9f %.9f\n", sum / 2 - 3, sum / 2 + 3);
}
