// A checker as testlib makes them, without testlib: checker INPUT OUTPUT ANSWER. One off is worth 2.5 points.
#include <cstdio>
#include <fstream>

int main(int argc, char **argv) {
    if (argc < 4) return 3;
    std::ifstream output(argv[2]), answer(argv[3]);
    long long got = 0, expected = 0;
    if (!(answer >> expected)) {
        std::fprintf(stderr, "FAIL the answer is no number\n");
        return 3;
    }
    if (!(output >> got)) {
        std::fprintf(stderr, "wrong output format a number expected\n");
        return 2;
    }
    if (got == expected) {
        std::fprintf(stderr, "ok %lld\n", got);
        return 0;
    }
    if (got == expected + 1) {
        std::fprintf(stderr, "points 2.5 one off\n");
        return 7;
    }
    std::fprintf(stderr, "wrong answer expected %lld, got %lld\n", expected, got);
    return 1;
}
