// Starts processes until one is refused and leaves them all behind.
import java.io.IOException;

public class Main {
  public static void main(String[] arguments) {
    int started = 0;
    try {
      for (; started < 500; started++) new ProcessBuilder("/bin/sleep", "60").start();
    } catch (IOException | OutOfMemoryError refused) {
      // No more processes, or no thread to wait for one.
    }
    System.out.println(started >= 3 && started < 60 ? "held" : started + " processes");
    System.out.flush();
    Runtime.getRuntime().halt(0);
  }
}
