// Memory that nobody counts but the kernel: from Unsafe, past the bounds of heap and direct buffers.
public class Main {
  public static void main(String[] arguments) throws Exception {
    var field = sun.misc.Unsafe.class.getDeclaredField("theUnsafe");
    field.setAccessible(true);
    var unsafe = (sun.misc.Unsafe) field.get(null);
    while (true) {
      long address = unsafe.allocateMemory(1 << 20);
      unsafe.setMemory(address, 1 << 20, (byte) 1);
    }
  }
}
