#import <Foundation/Foundation.h>

int main(void) {
    NSString *text = [[NSString alloc] init;
    return 0;
}
