#include <fstream>

int main() { std::ofstream("reverse.out") << std::ifstream("reverse.in").rdbuf(); }
