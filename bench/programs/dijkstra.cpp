#include <bits/stdc++.h>
using namespace std;

#define int long long
#define all(x) (x).begin(), (x).end()

const int INF = 4e18;

struct Edge {
    int to, weight;
};

int n, m, source;
vector<vector<Edge>> graph;

vector<int> shortest(int from, vector<int>& parent) {
    vector<int> distance(n + 1, INF);
    parent.assign(n + 1, 0);
    priority_queue<pair<int, int>, vector<pair<int, int>>, greater<>> queue;
    distance[from] = 0;
    queue.push({0, from});
    while (!queue.empty()) {
        auto [reached, at] = queue.top();
        queue.pop();
        if (reached > distance[at]) continue;
        for (const auto& [to, weight] : graph[at]) {
            if (reached + weight < distance[to]) {
                distance[to] = reached + weight;
                parent[to] = at;
                queue.push({distance[to], to});
            }
        }
    }
    return distance;
}

void solve() {
    cin >> n >> m >> source;
    graph.assign(n + 1, {});
    map<pair<int, int>, int> lightest;
    for (int i = 0; i < m; i++) {
        int a, b, w;
        cin >> a >> b >> w;
        auto key = minmax(a, b);
        auto [place, isNew] = lightest.insert({key, w});
        if (!isNew) place->second = min(place->second, w);
    }
    for (auto& [ends, weight] : lightest) {
        graph[ends.first].push_back({ends.second, weight});
        graph[ends.second].push_back({ends.first, weight});
    }
    vector<int> parent;
    vector<int> distance = shortest(source, parent);
    vector<int> order(n);
    iota(all(order), 1);
    sort(all(order), [&](int a, int b) { return tie(distance[a], a) < tie(distance[b], b); });
    for (int at : order) {
        if (distance[at] == INF) {
            cout << at << " unreachable\n";
            continue;
        }
        vector<int> path;
        for (int step = at; step != 0; step = parent[step]) path.push_back(step);
        reverse(all(path));
        cout << at << ' ' << distance[at] << ':';
        for (int step : path) cout << ' ' << step;
        cout << '\n';
    }
}

signed main() {
    ios_base::sync_with_stdio(0);
    cin.tie(0);
    int tests = 1;
    cin >> tests;
    while (tests--) solve();
}
