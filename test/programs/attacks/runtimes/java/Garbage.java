// Hides memory behind references that only give way when there is none left, and cleaners that keep it.
import java.lang.ref.Cleaner;
import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.List;

public class Main {
  public static void main(String[] arguments) {
    List<Object> kept = new ArrayList<>();
    Cleaner cleaner = Cleaner.create();
    while (true) {
      byte[] data = new byte[1 << 20];
      kept.add(new SoftReference<>(data));
      byte[] held = new byte[1 << 18];
      kept.add(cleaner.register(data, () -> held[0]++));
    }
  }
}
