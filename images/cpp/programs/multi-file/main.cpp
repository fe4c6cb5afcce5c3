#include "greeting.hpp"
#include <iostream>

int main() {
    std::cout << greeting() << '\n';
}
