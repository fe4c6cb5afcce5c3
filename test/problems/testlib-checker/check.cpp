// check INPUT OUTPUT ANSWER [--points N]
// The answer holds a longest increasing subsequence. A shorter one gives its share of the length: as "partially correct (p)", exit code 16 + p with
// p of 200, or, with --points N, as "points X", exit code 7.
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

namespace {

[[noreturn]] void leave(int code, const std::string &message) {
    std::cerr << message << '\n';
    std::exit(code);
}

std::vector<long long> listFrom(std::istream &stream, int code, const std::string &whose) {
    long long count = 0;
    if (!(stream >> count) || count < 0 || count > 100000) leave(code, whose + " has no length");
    std::vector<long long> list(static_cast<std::size_t>(count));
    for (long long &each : list) {
        if (!(stream >> each)) leave(code, whose + " is shorter than it says");
    }
    return list;
}

}  // namespace

int main(int argc, char **argv) {
    if (argc < 4) leave(3, "FAIL check INPUT OUTPUT ANSWER");
    std::ifstream input(argv[1]), output(argv[2]), answer(argv[3]);
    const auto sequence = listFrom(input, 3, "FAIL the input");
    const auto best = listFrom(answer, 3, "FAIL the answer");
    const auto found = listFrom(output, 2, "wrong output format the list");
    std::string more;
    if (output >> more) leave(2, "wrong output format there is something after the list");
    std::size_t at = 0;
    for (std::size_t index = 0; index < found.size(); index++) {
        if (index > 0 && found[index] <= found[index - 1]) leave(1, "wrong answer the list does not increase");
        while (at < sequence.size() && sequence[at] != found[index]) at++;
        if (at++ == sequence.size()) leave(1, "wrong answer the list is not a subsequence");
    }
    if (found.empty()) leave(1, "wrong answer the list is empty");
    if (found.size() > best.size()) leave(3, "FAIL the answer is not the longest");
    if (found.size() == best.size()) leave(0, "ok " + std::to_string(found.size()) + " numbers");
    if (argc > 5 && std::strcmp(argv[4], "--points") == 0) {
        const double points = std::atof(argv[5]) * static_cast<double>(found.size()) / static_cast<double>(best.size());
        leave(7, "points " + std::to_string(points));
    }
    const int part = static_cast<int>(200 * found.size() / best.size());
    leave(16 + part, "partially correct (" + std::to_string(part) + ") a longer one exists");
}
