#include <iostream>

int main() {
    long long number;
    std::cin >> number;
    for (long long each = 1; each * each <= number; each++) {
        if (number % each != 0) continue;
        std::cout << each << '\n';
        if (each * each != number) std::cout << number / each << '\n';
    }
}
