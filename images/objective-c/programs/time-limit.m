#import <Foundation/Foundation.h>

int main(void) {
    volatile int n = 0;
    for (;;) {
        n ^= 1;
    }
}
