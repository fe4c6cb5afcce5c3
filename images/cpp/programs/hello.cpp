#include <iostream>

int main() {
    std::cout << "Hello, Serin!\n";
}
