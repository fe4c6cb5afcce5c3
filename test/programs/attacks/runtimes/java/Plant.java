// Leaves files where the next Java would take its settings or its classes from, and a shared archive of classes of its own.
import java.nio.file.Files;
import java.nio.file.Path;

public class Main {
  public static void main(String[] arguments) throws Exception {
    String home = System.getenv("HOME");
    String[] names = {
      home + "/.hotspotrc", home + "/.hotspot_compiler", home + "/Main.class", home + "/.java/.userPrefs/prefs.xml",
      "/tmp/hsperfdata_serin/1",
      home + "/META-INF/services/java.nio.file.spi.FileSystemProvider", "/tmp/.java_pid1", home + "/.attach_pid1", "/tmp/Main.class", home + "/java/lang/Planted.class"
    };
    for (String name : names) {
      Files.createDirectories(Path.of(name).getParent());
      Files.writeString(Path.of(name), "+ExitOnOutOfMemoryError planted");
    }
    System.setProperty("java.class.path", "/box");
    System.out.println("held");
  }
}
