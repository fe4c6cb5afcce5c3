// Two different numbers whose sum is that of the input, within the tolerance of the flags.
// different INPUT ANSWER FEEDBACK_DIR float_tolerance EPSILON < OUTPUT
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <string>

#include "feedback.h"

int main(int argc, char **argv) {
    if (argc < 4) return 1;
    const Feedback feedback(argv[3]);
    double tolerance = 0;
    for (int at = 4; at + 1 < argc; at++) {
        if (std::strcmp(argv[at], "float_tolerance") == 0) tolerance = std::atof(argv[at + 1]);
    }
    double sum;
    std::ifstream input(argv[1]);
    if (!(input >> sum)) return 1;
    double first, second;
    if (!(std::cin >> first >> second)) return feedback.reject("there are no two numbers");
    std::string more;
    if (std::cin >> more) return feedback.reject("there is more than two numbers");
    if (!std::isfinite(first) || !std::isfinite(second)) return feedback.reject("numbers are finite");
    if (std::fabs(first - second) <= tolerance) return feedback.reject("the two numbers are the same");
    if (std::fabs(first + second - sum) > tolerance * std::fmax(1, std::fabs(sum))) {
        return feedback.reject("the two numbers do not have the sum that was asked for");
    }
    return feedback.accept();
}
