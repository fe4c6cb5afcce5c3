// Two classes that would be one file: Main.Inner and Main$Inner.
public class Main {
  static class Inner {}

  public static void main(String[] arguments) {
    System.out.println(new Inner());
  }
}

class Main$Inner {}
