#include <iostream>
#include <string>

int main() {
    long long low = 1, high = 2000000000;
    std::string answer;
    for (;;) {
        const long long middle = (low + high) / 2;
        std::cout << middle << std::endl;
        if (!(std::cin >> answer)) return 1;
        if (answer == "OK") return 0;
        (answer == "FLOATS" ? high : low) = answer == "FLOATS" ? middle - 1 : middle + 1;
    }
}
