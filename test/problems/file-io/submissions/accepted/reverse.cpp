#include <algorithm>
#include <fstream>
#include <string>

int main() {
    std::ifstream source("reverse.in");
    std::ofstream target("reverse.out");
    std::string line;
    std::getline(source, line);
    std::reverse(line.begin(), line.end());
    target << line << '\n';
}
