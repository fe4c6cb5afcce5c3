#include <stdexcept>

// Nobody catches it: std::terminate calls abort.
int main()
{
    throw std::runtime_error("on purpose");
}
