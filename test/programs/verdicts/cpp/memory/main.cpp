#include <iostream>
#include <vector>

int main()
{
    std::vector<std::vector<char>> blocks;
    for (int i = 0; i < 256; i++)
        blocks.emplace_back(4 << 20, static_cast<char>(i + 1));
    std::cout << blocks.size() - 214 << '\n';
}
