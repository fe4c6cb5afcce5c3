#include <iostream>
#include <string>
#include "greeting.hpp"

int main() {
    std::string name;
    std::getline(std::cin, name);
    std::cout << greeting(name) << '\n';
}
