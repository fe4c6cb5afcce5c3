// Works in a parallel stream, in virtual threads and in a child, which must work within the limits.
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

public class Main {
  public static void main(String[] arguments) throws Exception {
    long sum = IntStream.range(0, 100_000).parallel().mapToLong(n -> n).sum();
    AtomicLong count = new AtomicLong();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 1000; i++) threads.submit(count::incrementAndGet);
    }
    Process child = new ProcessBuilder("/bin/echo", "child").start();
    String said = new String(child.getInputStream().readAllBytes());
    System.out.println(sum == 4_999_950_000L && count.get() == 1000 && said.equals("child\n") ? "held" : "does not work");
  }
}
