// Starts millions of virtual threads that never end: they cost memory, no processes.
import java.util.concurrent.locks.LockSupport;

public class Main {
  public static void main(String[] arguments) {
    while (true) Thread.startVirtualThread(() -> LockSupport.park(Main.class));
  }
}
