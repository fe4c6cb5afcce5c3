// The same game by testlib's rules: interactor INPUT OUTPUT ANSWER.
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>

static int end(int code, const char *line) {
    std::fprintf(stderr, "%s\n", line);
    return code;
}

int main(int argc, char **argv) {
    if (argc < 4) return 3;
    std::signal(SIGPIPE, SIG_IGN);
    std::ifstream input(argv[1]);
    std::ofstream output(argv[2]);
    int secret = 0;
    if (!(input >> secret)) return end(3, "FAIL no secret");
    for (int guesses = 1; guesses <= 10; guesses += 1) {
        std::string line;
        if (!std::getline(std::cin, line)) return end(1, "wrong answer ended without the number");
        int guess = std::atoi(line.c_str());
        const char *answer = guess == secret ? "correct" : guess > secret ? "lower" : "higher";
        std::cout << answer << std::endl;
        if (guess == secret) return end(0, "ok found");
    }
    return end(1, "wrong answer too many guesses");
}
