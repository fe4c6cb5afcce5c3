// interactor INPUT OUTPUT ANSWER, with testlib's exit codes: 0 accepted, 1 wrong answer, 2 presentation error, 3 a fault of its own.
// A number up to 2·10⁹ is found by guesses that are answered by FLOATS (too large), SINKS (too small) and OK.
#include <fstream>
#include <iostream>
#include <string>

namespace {

int verdict(int code, const std::string &reason) {
    std::cerr << reason << '\n';
    return code;
}

}  // namespace

int main(int argc, char **argv) {
    if (argc < 4) return verdict(3, "FAIL interactor INPUT OUTPUT ANSWER");
    long long secret = 0;
    std::ifstream input(argv[1]);
    if (!(input >> secret)) return verdict(3, "FAIL no number in the input");
    for (int guesses = 1; guesses <= 31; guesses++) {
        long long guess = 0;
        if (!(std::cin >> guess)) return verdict(2, "wrong output format there is no guess");
        if (guess < 1 || guess > 2000000000) return verdict(2, "wrong output format a guess is from 1 to 2000000000");
        if (guess == secret) {
            std::cout << "OK" << std::endl;
            return verdict(0, "ok found after " + std::to_string(guesses) + " guesses");
        }
        std::cout << (guess > secret ? "FLOATS" : "SINKS") << std::endl;
    }
    return verdict(1, "wrong answer 31 guesses were not enough");
}
