// Writes to address 0 in the machine's own process; the machine makes a report of it and ends itself.
public class Main {
  public static void main(String[] arguments) throws Exception {
    var field = sun.misc.Unsafe.class.getDeclaredField("theUnsafe");
    field.setAccessible(true);
    ((sun.misc.Unsafe) field.get(null)).putAddress(0, 1);
  }
}
