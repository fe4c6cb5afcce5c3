#include <iostream>

int main()
{
    std::cout << "no semicolon"
}
