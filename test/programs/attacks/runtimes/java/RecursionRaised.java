// Recurses without end in a thread that asked for a stack of a gibibyte.
public class Main {
  static int deeper(int n) {
    return deeper(n + 1) + 1;
  }

  public static void main(String[] arguments) throws Exception {
    Thread thread = new Thread(null, () -> System.out.println(deeper(0)), "deep", 1L << 30);
    thread.setUncaughtExceptionHandler((dead, error) -> Runtime.getRuntime().halt(1));
    thread.start();
    thread.join();
  }
}
