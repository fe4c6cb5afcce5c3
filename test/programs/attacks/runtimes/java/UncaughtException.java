// Writes the right answer and ends in an error that nobody catches.
public class Main {
  public static void main(String[] arguments) {
    System.out.println("held");
    System.out.flush();
    throw new Error("nobody catches this");
  }
}
