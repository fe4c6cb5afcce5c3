#include <iostream>

#include "gcd.h"

int main() {
    long long a, b;
    if (!(std::cin >> a >> b)) return 1;
    std::cout << "gcd " << gcd(a, b) << '\n';
}
