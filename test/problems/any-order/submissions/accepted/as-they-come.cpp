#include <iostream>
#include <set>
#include <string>

int main() {
    std::set<std::string> seen;
    for (std::string word; std::cin >> word;)
        if (seen.insert(word).second) std::cout << word << '\n';
}
