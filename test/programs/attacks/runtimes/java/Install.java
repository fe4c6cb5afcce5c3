// Writes to every place that a later Java would read from. Lists where it could.
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

public class Main {
  @FunctionalInterface
  interface Act {
    void run() throws Exception;
  }

  static int tried = 0;
  static final StringBuilder found = new StringBuilder();

  static void attempt(String name, Act act) {
    tried++;
    try {
      act.run();
      found.append(name).append('\n');
    } catch (Exception | LinkageError refused) {
      // As it must be.
    }
  }

  public static void main(String[] arguments) {
    String home = System.getProperty("java.home");
    String[] places = {
      home, home + "/lib", home + "/bin", home + "/conf", home + "/lib/server", "/app", "/etc", "/", "/usr/lib/jvm",
      "/usr/share/java", "/.serin"
    };
    for (String place : places) {
      for (String name : new String[] {"Main.class", "evil.jar", "jvm.cfg", ".hotspotrc", "classes.jsa"}) {
        Path file = Path.of(place, name);
        attempt(file.toString(), () -> Files.write(file, new byte[] {1}, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
      }
    }
    for (String name : new String[] {home + "/lib/modules", home + "/bin/java", "/app/Main.class", "/proc/self/exe", home + "/lib/server/classes.jsa"}) {
      attempt("append to " + name, () -> Files.write(Path.of(name), new byte[0], StandardOpenOption.APPEND));
      attempt("delete " + name, () -> Files.delete(Path.of(name)));
      attempt("rename " + name, () -> Files.move(Path.of(name), Path.of(name + "~")));
      attempt("chmod " + name, () -> Files.setPosixFilePermissions(Path.of(name), PosixFilePermissions.fromString("rwxrwxrwx")));
    }
    System.err.println(tried + " attempts");
    System.out.println(found.isEmpty() ? "held" : found.toString().strip());
  }
}
