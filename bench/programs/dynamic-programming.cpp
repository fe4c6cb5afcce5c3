#pragma GCC optimize("O3")
#define ll long long
#include <bits/stdc++.h>
using namespace std;

const int MOD = 1000000007;
const int MAXN = 2005;

ll factorial[MAXN * 2], inverse[MAXN * 2];
int common[MAXN][MAXN];

ll power(ll base, ll exponent) {
    ll result = 1;
    base %= MOD;
    while (exponent > 0) {
        if (exponent & 1) result = result * base % MOD;
        base = base * base % MOD;
        exponent >>= 1;
    }
    return result;
}

ll choose(int n, int k) {
    if (k < 0 || k > n) return 0;
    return factorial[n] * inverse[k] % MOD * inverse[n - k] % MOD;
}

// The longest common subsequence, and one of its texts.
string longestCommon(const string& a, const string& b) {
    for (size_t i = 1; i <= a.size(); i++) {
        for (size_t j = 1; j <= b.size(); j++) {
            if (a[i - 1] == b[j - 1]) common[i][j] = common[i - 1][j - 1] + 1;
            else common[i][j] = max(common[i - 1][j], common[i][j - 1]);
        }
    }
    string text;
    size_t i = a.size(), j = b.size();
    while (i > 0 && j > 0) {
        if (a[i - 1] == b[j - 1]) {
            text += a[i - 1];
            i--, j--;
        } else if (common[i - 1][j] >= common[i][j - 1]) {
            i--;
        } else {
            j--;
        }
    }
    reverse(text.begin(), text.end());
    return text;
}

// The most valuable load of a knapsack in which things may be taken several times.
ll knapsack(const vector<pair<int, ll>>& things, int capacity) {
    vector<ll> best(capacity + 1, 0);
    for (const auto& thing : things) {
        for (int weight = thing.first; weight <= capacity; weight++) {
            best[weight] = max(best[weight], best[weight - thing.first] + thing.second);
        }
    }
    return best[capacity];
}

int main() {
    ios::sync_with_stdio(false);
    cin.tie(nullptr);
    factorial[0] = 1;
    for (int i = 1; i < MAXN * 2; i++) factorial[i] = factorial[i - 1] * i % MOD;
    inverse[MAXN * 2 - 1] = power(factorial[MAXN * 2 - 1], MOD - 2);
    for (int i = MAXN * 2 - 1; i > 0; i--) inverse[i - 1] = inverse[i] * i % MOD;

    string a, b;
    cin >> a >> b;
    const string text = longestCommon(a, b);
    cout << text.size() << ' ' << text << '\n';

    int count, capacity;
    cin >> count >> capacity;
    vector<pair<int, ll>> things(count);
    set<int> weights;
    unordered_map<int, ll> total;
    for (auto& thing : things) {
        cin >> thing.first >> thing.second;
        weights.insert(thing.first);
        total[thing.first] += thing.second;
    }
    cout << knapsack(things, capacity) << ' ' << weights.size() << '\n';
    for (int weight : weights) cout << weight << ' ' << total[weight] << '\n';
    cout << choose(count + capacity % MAXN, count) << endl;
}
