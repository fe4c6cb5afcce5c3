import java.io.*;
import java.util.*;

public class Main {
    private static final long INFINITY = Long.MAX_VALUE / 4;

    private record Edge(int to, long weight) {}

    private record Reached(long distance, int at) implements Comparable<Reached> {
        @Override
        public int compareTo(Reached other) {
            return Long.compare(distance, other.distance);
        }
    }

    private static final class Reader {
        private final StreamTokenizer tokens =
                new StreamTokenizer(new BufferedReader(new InputStreamReader(System.in)));

        int next() throws IOException {
            tokens.nextToken();
            return (int) tokens.nval;
        }
    }

    private static long[] shortest(List<List<Edge>> graph, int source) {
        long[] distance = new long[graph.size()];
        Arrays.fill(distance, INFINITY);
        distance[source] = 0;
        PriorityQueue<Reached> queue = new PriorityQueue<>();
        queue.add(new Reached(0, source));
        while (!queue.isEmpty()) {
            Reached reached = queue.poll();
            if (reached.distance() > distance[reached.at()]) continue;
            for (Edge edge : graph.get(reached.at())) {
                long through = reached.distance() + edge.weight();
                if (through < distance[edge.to()]) {
                    distance[edge.to()] = through;
                    queue.add(new Reached(through, edge.to()));
                }
            }
        }
        return distance;
    }

    public static void main(String[] args) throws IOException {
        Reader in = new Reader();
        int nodes = in.next();
        int edges = in.next();
        int source = in.next();
        List<List<Edge>> graph = new ArrayList<>();
        for (int i = 0; i <= nodes; i++) graph.add(new ArrayList<>());
        for (int i = 0; i < edges; i++) {
            int from = in.next();
            int to = in.next();
            int weight = in.next();
            graph.get(from).add(new Edge(to, weight));
            graph.get(to).add(new Edge(from, weight));
        }
        long[] distance = shortest(graph, source);
        Map<Long, List<Integer>> byDistance = new TreeMap<>();
        for (int i = 1; i <= nodes; i++) {
            byDistance.computeIfAbsent(distance[i], key -> new ArrayList<>()).add(i);
        }
        StringBuilder out = new StringBuilder();
        byDistance.forEach((length, reached) -> {
            reached.sort(Comparator.reverseOrder());
            out.append(length == INFINITY ? "unreachable" : String.valueOf(length));
            reached.forEach(node -> out.append(' ').append(node));
            out.append('\n');
        });
        System.out.print(out);
    }
}
