// Ten guesses are not enough for this; it reads what it is told to the end.
#include <iostream>
#include <string>

int main() {
    std::string answer;
    for (int guess = 1000; guess > 0; guess--) {
        std::cout << guess << std::endl;
        if (!(std::cin >> answer) || answer == "correct") return 0;
    }
}
