#import "greeting.h"

int main(void) {
    NSAutoreleasePool *pool = [[NSAutoreleasePool alloc] init];
    printf("Hello from %s\n", [[Greeting files] UTF8String]);
    [pool release];
    return 0;
}
