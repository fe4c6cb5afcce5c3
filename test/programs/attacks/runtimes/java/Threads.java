// Starts threads until one is refused.
import java.util.concurrent.locks.LockSupport;

public class Main {
  public static void main(String[] arguments) {
    int started = 0;
    try {
      for (; started < 5000; started++) {
        Thread thread = new Thread(() -> LockSupport.park(Main.class));
        thread.setDaemon(true);
        thread.start();
      }
    } catch (OutOfMemoryError refused) {
      // "unable to create native thread"
    }
    System.out.println(started >= 5 && started < 60 ? "held" : started + " threads");
    System.out.flush();
    Runtime.getRuntime().halt(0);
  }
}
