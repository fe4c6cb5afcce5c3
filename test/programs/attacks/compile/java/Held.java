// A good program; what lies beside it is the attack.
public class Main {
  public static void main(String[] arguments) {
    System.out.println("held");
  }
}
