// Computes for ever.
public class Main {
  public static void main(String[] arguments) {
    long sum = 0;
    for (long i = 0; sum >= 0 || i != 0; i++) sum = (sum ^ i) & Long.MAX_VALUE;
    System.out.println(sum);
  }
}
