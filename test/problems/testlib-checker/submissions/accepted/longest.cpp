#include <iostream>
#include <vector>

int main() {
    int count;
    std::cin >> count;
    std::vector<long long> numbers(count);
    for (auto &each : numbers) std::cin >> each;
    std::vector<std::vector<long long>> best;
    std::vector<long long> longest;
    for (const auto number : numbers) {
        std::vector<long long> here;
        for (const auto &found : best) {
            if (found.back() < number && found.size() > here.size()) here = found;
        }
        here.push_back(number);
        if (here.size() > longest.size()) longest = here;
        best.push_back(here);
    }
    std::cout << longest.size() << '\n';
    for (const auto each : longest) std::cout << each << ' ';
    std::cout << '\n';
}
