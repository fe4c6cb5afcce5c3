#import <Foundation/Foundation.h>

int main(void) {
    int count = 0;
    long long number, total = 0;
    while (scanf("%lld", &number) == 1) {
        count++;
        total += number;
    }
    printf("%d %lld\n", count, total);
    return 0;
}
