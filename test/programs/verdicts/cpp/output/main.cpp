#include <iostream>

int main()
{
    for (;;)
        std::cout << 42 << '\n';
}
