import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.StreamTokenizer;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.*;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Never judged. The image is built with what this program makes the compiler and the machine load, so it says in one file
 * what contest programs usually say: it should name many classes and do little with each.
 */
public class Main {
  static final int MOD = 1_000_000_007;

  record Edge(int to, long weight) implements Comparable<Edge> {
    public int compareTo(Edge other) {
      return Long.compare(weight, other.weight);
    }
  }

  enum Kind { ADD, MULTIPLY, GREATER }

  sealed interface Shape permits Circle, Square {}

  record Circle(double radius) implements Shape {}

  record Square(double side) implements Shape {}

  static double area(Shape shape) {
    return switch (shape) {
      case Circle circle -> Math.PI * circle.radius() * circle.radius();
      case Square square -> square.side() * square.side();
    };
  }

  static final class Reader {
    private final BufferedReader lines;
    private StringTokenizer words = new StringTokenizer("");

    Reader(BufferedReader lines) {
      this.lines = lines;
    }

    String next() throws IOException {
      while (!words.hasMoreTokens()) words = new StringTokenizer(lines.readLine());
      return words.nextToken();
    }

    int nextInt() throws IOException {
      return Integer.parseInt(next());
    }
  }

  static final class Tree<T> {
    private final int size;
    private final List<T> nodes;
    private final BinaryOperator<T> join;

    Tree(int size, T neutral, BinaryOperator<T> join) {
      this.size = size;
      this.join = join;
      nodes = new ArrayList<>(Collections.nCopies(2 * size, neutral));
    }

    void set(int position, T value) {
      int node = position + size;
      nodes.set(node, value);
      for (node >>= 1; node > 0; node >>= 1) nodes.set(node, join.apply(nodes.get(2 * node), nodes.get(2 * node + 1)));
    }

    T whole() {
      return nodes.get(1);
    }
  }

  static class Walker extends Thread {
    private final List<List<Edge>> graph;
    private final boolean[] seen;

    Walker(List<List<Edge>> graph) {
      super(null, null, "walker", 1 << 20);
      this.graph = graph;
      seen = new boolean[graph.size()];
    }

    private void visit(int node) {
      seen[node] = true;
      for (Edge edge : graph.get(node)) if (!seen[edge.to()]) visit(edge.to());
    }

    @Override
    public void run() {
      visit(0);
    }
  }

  static long power(long base, long exponent) {
    long result = 1;
    for (base %= MOD; exponent > 0; exponent >>= 1, base = base * base % MOD) {
      if ((exponent & 1) == 1) result = result * base % MOD;
    }
    return result;
  }

  static long[] distances(List<List<Edge>> graph) {
    long[] best = new long[graph.size()];
    Arrays.fill(best, Long.MAX_VALUE);
    best[0] = 0;
    PriorityQueue<long[]> queue = new PriorityQueue<>(Comparator.comparingLong(entry -> entry[0]));
    queue.add(new long[] {0, 0});
    while (!queue.isEmpty()) {
      long[] top = queue.poll();
      for (Edge edge : graph.get((int) top[1])) {
        if (best[edge.to()] <= top[0] + edge.weight()) continue;
        best[edge.to()] = top[0] + edge.weight();
        queue.add(new long[] {best[edge.to()], edge.to()});
      }
    }
    return best;
  }

  static String collections(int[] numbers) {
    Map<Integer, List<Integer>> groups = new HashMap<>();
    TreeMap<Integer, Integer> counts = new TreeMap<>(Comparator.reverseOrder());
    Set<Integer> kinds = new LinkedHashSet<>();
    Deque<Integer> window = new ArrayDeque<>();
    LinkedList<Integer> chain = new LinkedList<>();
    BitSet bits = new BitSet();
    for (int number : numbers) {
      groups.computeIfAbsent(number % 3, key -> new ArrayList<>()).add(number);
      counts.merge(number, 1, Integer::sum);
      kinds.add(number);
      window.addLast(number);
      chain.addFirst(number);
      bits.set(number);
      if (window.size() > 2) window.pollFirst();
    }
    Integer[] boxed = IntStream.of(numbers).boxed().toArray(Integer[]::new);
    Arrays.sort(boxed, Collections.reverseOrder());
    Arrays.sort(numbers);
    List<Integer> list = new ArrayList<>(Arrays.asList(boxed));
    Collections.sort(list);
    list.removeIf(number -> number < 0);
    list.sort(Comparator.comparing((Integer number) -> number % 2).thenComparing(Function.identity()));
    Stack<String> stack = new Stack<>();
    for (String word : "a bb ccc".split(" ")) stack.push(word.toUpperCase());
    TreeSet<String> names = new TreeSet<>(stack);
    return groups + " " + counts.firstKey() + kinds + window + chain + bits + list + names.ceiling("B") + new HashSet<>(list);
  }

  static String streams(int[] numbers) {
    String words = Stream.of("b", "a", "c").sorted().map(String::trim).collect(Collectors.joining(", ", "[", "]"));
    Map<Boolean, Long> parity =
        IntStream.rangeClosed(1, 9).boxed().collect(Collectors.groupingBy(n -> n % 2 == 0, TreeMap::new, Collectors.counting()));
    long sum = LongStream.range(0, 10).filter(n -> n % 3 != 0).map(n -> n * n).sum();
    List<Integer> doubled = Arrays.stream(numbers).mapToObj(n -> 2 * n).distinct().limit(5).toList();
    return words + parity + sum + doubled + Arrays.stream(numbers).max().orElse(0) + Arrays.toString(numbers);
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Reader reader = new Reader(new BufferedReader(new InputStreamReader(System.in)));
    int count = reader.nextInt();
    int[] numbers = new int[count];
    for (int at = 0; at < count; at++) numbers[at] = reader.nextInt();
    Scanner scanner = new Scanner("3 4000000000 2.5 word\nthe rest\n").useLocale(Locale.US);
    String scanned = scanner.nextInt() + scanner.nextLong() + scanner.nextDouble() + scanner.next() + scanner.nextLine();
    while (scanner.hasNextLine()) scanned += scanner.nextLine();
    new Scanner(System.in).hasNext();
    StreamTokenizer tokens = new StreamTokenizer(new StringReader("5 6"));
    while (tokens.nextToken() != StreamTokenizer.TT_EOF) scanned += tokens.nval;
    scanned += new DataInputStream(new ByteArrayInputStream(new byte[] {7})).read();

    List<List<Edge>> graph = new ArrayList<>();
    Random random = new Random(42);
    for (int node = 0; node < count; node++) graph.add(new ArrayList<>());
    for (int node = 1; node < count; node++) graph.get(random.nextInt(node)).add(new Edge(node, random.nextInt(100)));
    Walker walker = new Walker(graph);
    walker.start();
    walker.join();
    Tree<Long> tree = new Tree<>(count, Long.MAX_VALUE, Math::min);
    for (int node = 0; node < count; node++) tree.set(node, distances(graph)[node]);
    EnumMap<Kind, AtomicLong> totals = new EnumMap<>(Kind.class);
    for (Kind kind : Kind.values()) totals.computeIfAbsent(kind, key -> new AtomicLong()).incrementAndGet();
    try {
      scanned += Integer.parseInt("x");
    } catch (NumberFormatException expected) {
      scanned += expected.getMessage();
    }

    StringBuilder out = new StringBuilder();
    out.append(scanned).reverse().append(tree.whole()).append(' ').append(totals).append(new Edge(1, 2)).append('\n');
    out.append(collections(numbers.clone())).append(streams(numbers)).append('\n');
    out.append(String.format("%.3f %5d %s%n", area(new Circle(2)) + area(new Square(3)), power(3, 1L << 40), Kind.ADD));
    out.append(new BigInteger("123456789012345678901").modPow(BigInteger.TEN, BigInteger.valueOf(MOD)));
    out.append(new BigDecimal("1.25").multiply(BigDecimal.TEN)).append(System.nanoTime() > 0).append('\n');
    try (PrintWriter writer = new PrintWriter(new BufferedWriter(new OutputStreamWriter(System.out)))) {
      writer.print(out);
    }
    System.out.printf("%d %.2f%n", count, 0.5);
  }
}
