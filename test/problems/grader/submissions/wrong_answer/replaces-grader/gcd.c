#include "gcd.h"

long long gcd(long long a, long long b) { return a + b; }
