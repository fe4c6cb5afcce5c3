#import <Foundation/Foundation.h>

@interface Sum : NSObject
+ (long long)to:(long long)n;
@end

@implementation Sum
+ (long long)to:(long long)n {
    return n == 0 ? 0 : n + [self to:n - 1];
}
@end

int main(void) {
    long long n;
    scanf("%lld", &n);
    printf("%lld\n", [Sum to:n]);
    return 0;
}
