// Sets in sets, serialised in two kilobytes, of which the hash takes 2^100 steps to compute.
import java.util.HashSet;
import java.util.Set;

public class Main {
  public static void main(String[] arguments) {
    Set<Object> root = new HashSet<>();
    Set<Object> left = root;
    Set<Object> right = new HashSet<>();
    root.add("x");
    for (int i = 0; i < 40; i++) {
      Set<Object> nextLeft = new HashSet<>(), nextRight = new HashSet<>();
      nextLeft.add("leaf" + i);
      nextLeft.add(left);
      nextLeft.add(right);
      nextRight.add(left);
      nextRight.add(right);
      left = nextLeft;
      right = nextRight;
    }
    System.out.println(left.hashCode());
  }
}
