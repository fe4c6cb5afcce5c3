#import <Foundation/Foundation.h>

@interface Greeting : NSObject
+ (NSString *)files;
@end
