#import <Foundation/Foundation.h>

int main(void) {
    NSAutoreleasePool *pool = [[NSAutoreleasePool alloc] init];
    [NSException raise:@"Uncaught" format:@"nobody catches this"];
    [pool release];
    return 0;
}
