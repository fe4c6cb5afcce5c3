#include "gcd.h"

#include <algorithm>

long long gcd(long long a, long long b) { return std::min(a, b); }
