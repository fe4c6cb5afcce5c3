// Compiles to a class beside Main, which the next compilation would find if the work directory were not emptied.
public class Main {
  public static void main(String[] arguments) {
    System.out.println(new Planted());
  }
}

class Planted {
  @Override
  public String toString() {
    return "held";
  }
}
