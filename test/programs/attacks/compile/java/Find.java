// Uses a class that only the submission before has: it must not compile.
public class Main {
  public static void main(String[] arguments) {
    System.out.println(new Planted());
  }
}
