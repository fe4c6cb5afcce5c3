#include <iostream>

int main() {
    std::string sum = 1 + 2;
    std::cout << sum << '\n';
}
