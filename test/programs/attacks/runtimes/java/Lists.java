// Keeps ever more arrays; the heap is three quarters of the limit, and what is out of it is told as the limit of memory.
import java.util.ArrayList;
import java.util.List;

public class Main {
  public static void main(String[] arguments) {
    List<int[]> kept = new ArrayList<>();
    while (true) kept.add(new int[100_000]);
  }
}
