// Writes for ever.
public class Main {
  public static void main(String[] arguments) {
    String line = "x".repeat(1023);
    while (true) System.out.println(line);
  }
}
