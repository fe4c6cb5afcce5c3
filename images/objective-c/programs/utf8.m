#import <Foundation/Foundation.h>

int main(void) {
    NSAutoreleasePool *pool = [[NSAutoreleasePool alloc] init];
    char line[1024];
    fgets(line, sizeof line, stdin);
    NSString *name = [[NSString stringWithUTF8String:line]
        stringByTrimmingCharactersInSet:[NSCharacterSet whitespaceAndNewlineCharacterSet]];
    puts([[@"你好, " stringByAppendingString:name] UTF8String]);
    [pool release];
    return 0;
}
