// Memory outside the heap: direct buffers, written to.
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

public class Main {
  public static void main(String[] arguments) {
    List<ByteBuffer> kept = new ArrayList<>();
    while (true) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
      for (int i = 0; i < buffer.capacity(); i += 4096) buffer.put(i, (byte) 1);
      kept.add(buffer);
    }
  }
}
