#include <iostream>

int main() {
    long long count = 0, sum = 0;
    for (long long number; std::cin >> number; ++count) sum += number;
    std::cout << count << ' ' << sum << '\n';
}
