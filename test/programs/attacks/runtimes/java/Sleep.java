// Sleeps for a day: no CPU time, so that only the limit of wall time ends it.
public class Main {
  public static void main(String[] arguments) throws Exception {
    Thread.sleep(86_400_000);
  }
}
