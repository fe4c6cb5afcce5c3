#import <Foundation/Foundation.h>

int main(void) {
    NSAutoreleasePool *pool = [[NSAutoreleasePool alloc] init];
    NSString *greeting = [NSString stringWithFormat:@"Hello, %@!", @"Serin"];
    puts([greeting UTF8String]);
    [pool release];
    return 0;
}
