#include <iostream>

int main() {
    int count;
    std::cin >> count;
    long long sum = 0;
    for (long long each; count-- > 0 && std::cin >> each;) sum += each;
    std::cout << sum << '\n';
}
