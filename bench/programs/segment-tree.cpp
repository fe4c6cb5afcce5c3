#include <bits/stdc++.h>
using namespace std;

using ll = long long;

// Range add, range assign, range sum and range minimum on one array.
struct Node {
    ll sum = 0;
    ll least = 0;
    ll add = 0;
    ll assign = 0;
    bool assigned = false;
};

class SegmentTree {
public:
    explicit SegmentTree(const vector<ll>& values) : size_(static_cast<int>(values.size())) {
        nodes_.resize(4 * max(1, size_));
        build(1, 0, size_ - 1, values);
    }

    void add(int from, int to, ll by) { update(1, 0, size_ - 1, from, to, by, false); }
    void assign(int from, int to, ll value) { update(1, 0, size_ - 1, from, to, value, true); }

    pair<ll, ll> query(int from, int to) { return query(1, 0, size_ - 1, from, to); }

private:
    int size_;
    vector<Node> nodes_;

    void pull(int at) {
        nodes_[at].sum = nodes_[2 * at].sum + nodes_[2 * at + 1].sum;
        nodes_[at].least = min(nodes_[2 * at].least, nodes_[2 * at + 1].least);
    }

    void apply(int at, int length, ll value, bool assigning) {
        Node& node = nodes_[at];
        if (assigning) {
            node.sum = value * length;
            node.least = value;
            node.assign = value;
            node.assigned = true;
            node.add = 0;
        } else {
            node.sum += value * length;
            node.least += value;
            node.add += value;
        }
    }

    void push(int at, int left, int right) {
        Node& node = nodes_[at];
        const int middle = (left + right) / 2;
        if (node.assigned) {
            apply(2 * at, middle - left + 1, node.assign, true);
            apply(2 * at + 1, right - middle, node.assign, true);
            node.assigned = false;
        }
        if (node.add != 0) {
            apply(2 * at, middle - left + 1, node.add, false);
            apply(2 * at + 1, right - middle, node.add, false);
            node.add = 0;
        }
    }

    void build(int at, int left, int right, const vector<ll>& values) {
        if (left == right) {
            nodes_[at].sum = nodes_[at].least = values[left];
            return;
        }
        const int middle = (left + right) / 2;
        build(2 * at, left, middle, values);
        build(2 * at + 1, middle + 1, right, values);
        pull(at);
    }

    void update(int at, int left, int right, int from, int to, ll value, bool assigning) {
        if (to < left || right < from) return;
        if (from <= left && right <= to) {
            apply(at, right - left + 1, value, assigning);
            return;
        }
        push(at, left, right);
        const int middle = (left + right) / 2;
        update(2 * at, left, middle, from, to, value, assigning);
        update(2 * at + 1, middle + 1, right, from, to, value, assigning);
        pull(at);
    }

    pair<ll, ll> query(int at, int left, int right, int from, int to) {
        if (to < left || right < from) return {0, numeric_limits<ll>::max()};
        if (from <= left && right <= to) return {nodes_[at].sum, nodes_[at].least};
        push(at, left, right);
        const int middle = (left + right) / 2;
        const auto [leftSum, leftLeast] = query(2 * at, left, middle, from, to);
        const auto [rightSum, rightLeast] = query(2 * at + 1, middle + 1, right, from, to);
        return {leftSum + rightSum, min(leftLeast, rightLeast)};
    }
};

int main() {
    ios::sync_with_stdio(false);
    cin.tie(nullptr);
    int n, q;
    cin >> n >> q;
    vector<ll> values(n);
    for (ll& value : values) cin >> value;
    SegmentTree tree(values);
    while (q-- > 0) {
        string word;
        int from, to;
        cin >> word >> from >> to;
        --from;
        --to;
        if (word == "query") {
            const auto [sum, least] = tree.query(from, to);
            cout << sum << ' ' << least << '\n';
            continue;
        }
        ll value;
        cin >> value;
        if (word == "add") tree.add(from, to, value);
        else tree.assign(from, to, value);
    }
}
