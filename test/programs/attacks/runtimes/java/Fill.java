// Fills the work directories with files that are each small: they are memory and count as the program's.
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

public class Main {
  public static void main(String[] arguments) {
    byte[] data = new byte[1 << 20];
    for (String place : new String[] {"/tmp", "/box"}) {
      try {
        for (int i = 0; i < 200; i++) Files.write(Path.of(place, String.valueOf(i)), data);
      } catch (IOException full) {
        System.err.println(full);
      }
    }
    System.out.println(new File("/tmp").list().length + new File("/box").list().length);
  }
}
