// Ends itself from a shutdown hook, which waits for a lock that the end itself holds.
public class Main {
  public static void main(String[] arguments) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> System.exit(0)));
    System.out.println("held");
    System.exit(0);
  }
}
