#include <iostream>

// What is read only after the call keeps the compiler from making a loop of it.
long long sum(int n) {
    volatile long long own = n;
    if (n == 0) return 0;
    long long rest = sum(n - 1);
    return rest + own;
}

int main() {
    int n;
    std::cin >> n;
    std::cout << sum(n) << '\n';
}
