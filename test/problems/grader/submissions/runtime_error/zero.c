#include <stdlib.h>

#include "gcd.h"

long long gcd(long long a, long long b) {
    if (a == 0 || b == 0) abort();
    while (a % b != 0) {
        long long rest = a % b;
        a = b;
        b = rest;
    }
    return b;
}
