#include <bits/stdc++.h>
using namespace std;

int main() {
    ios::sync_with_stdio(false);
    cin.tie(nullptr);

    int n;
    cin >> n;
    while (n-- > 0) {
        long long a, b;
        cin >> a >> b;
        cout << a + b << '\n';
    }
}
