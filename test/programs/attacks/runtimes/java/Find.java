// Runs after the one that planted: nothing of it may be there, and the settings are those of runtime.yaml.
import java.io.File;

public class Main {
  public static void main(String[] arguments) {
    StringBuilder found = new StringBuilder();
    for (String place : new String[] {"/box", "/tmp", "/dev/shm"}) {
      for (String name : new File(place).list()) found.append(place).append('/').append(name).append('\n');
    }
    for (String name : System.getenv().keySet()) {
      if (name.contains("JAVA") || name.contains("JDK")) found.append(name).append('\n');
    }
    if (!System.getProperty("java.class.path").equals("/app")) found.append("another class path\n");
    if (Main.class.getResource("/java/lang/Planted.class") != null) found.append("a planted class\n");
    System.out.println(found.isEmpty() ? "held" : found.toString().strip());
  }
}
