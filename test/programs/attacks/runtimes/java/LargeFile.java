// Writes a file larger than allowed. The machine ignores the signal for it and has an error instead.
import java.io.FileOutputStream;
import java.io.IOException;

public class Main {
  public static void main(String[] arguments) {
    int written = 0;
    try (FileOutputStream file = new FileOutputStream("/box/large")) {
      for (byte[] data = new byte[65_536]; written < 1 << 24; written += data.length) file.write(data);
      System.out.println("wrote " + written);
    } catch (IOException error) {
      System.out.println(written == 1 << 20 ? "held" : error + " after " + written);
    }
  }
}
