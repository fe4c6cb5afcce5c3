// A regular expression with a back reference that takes exponential time to fail.
public class Main {
  public static void main(String[] arguments) {
    System.out.println("a".repeat(40).matches("((a|a)*)*\\1b"));
  }
}
