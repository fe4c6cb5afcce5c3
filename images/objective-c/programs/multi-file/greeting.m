#import "greeting.h"

@implementation Greeting
+ (NSString *)files {
    return @"two files";
}
@end
