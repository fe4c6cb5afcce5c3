#import <Foundation/Foundation.h>

int main(void) {
    NSMutableArray *blocks = [[NSMutableArray alloc] init];
    for (;;) {
        NSMutableData *block = [[NSMutableData alloc] initWithLength:1 << 20];
        memset([block mutableBytes], 1, 1 << 20);
        [blocks addObject:block];
        [block release];
    }
}
