#include <cmath>
#include <cstdlib>
#include <cstring>
#include <iostream>

// Prints few digits: what differs by less than the tolerance is right.
int main(int argc, char **argv) {
    double factor = 1;
    bool rounds = false;
    for (int i = 1; i < argc; i++) {
        if (std::strcmp(argv[i], "--by") == 0) factor = std::atof(argv[++i]);
        else rounds = std::strcmp(argv[i], "--round") == 0;
    }
    int count;
    std::cin >> count;
    std::cout.precision(12);
    for (std::string word; count > 0 && std::cin >> word; count--) {
        double scaled = std::strtod(word.c_str(), nullptr) * factor;
        // To even, as the tests have it.
        if (rounds) std::cout << static_cast<long long>(std::nearbyint(scaled)) << '\n';
        else std::cout << scaled << '\n';
    }
}
