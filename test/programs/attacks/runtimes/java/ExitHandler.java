// Sleeps for ever in a shutdown hook, after the answer was written.
import java.util.concurrent.locks.LockSupport;

public class Main {
  public static void main(String[] arguments) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> LockSupport.parkUntil(Long.MAX_VALUE)));
    System.out.println("held");
  }
}
