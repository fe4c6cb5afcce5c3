// The second batch overflows: 20 + 0 + 50.
#include <cstdint>
#include <iostream>

int main() {
    int count;
    std::cin >> count;
    std::uint32_t sum = 0;
    for (int at = 0; at < count; at++) {
        long long each;
        std::cin >> each;
        sum += static_cast<std::uint32_t>(each);
    }
    std::cout << static_cast<double>(static_cast<std::int32_t>(sum)) / count << '\n';
}
