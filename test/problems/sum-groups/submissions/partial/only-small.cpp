// 30 + 0 + 0: sums up to 100.
#include <iostream>

int main() {
    int count;
    std::cin >> count;
    long long sum = 0;
    for (long long each; count-- > 0 && std::cin >> each;) sum += each;
    std::cout << (sum >= 0 && sum <= 100 ? sum : 0) << '\n';
}
