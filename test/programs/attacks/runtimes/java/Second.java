// Starts machines of its own with a larger heap; all of them together count.
import java.nio.file.Files;
import java.nio.file.Path;

public class Main {
  public static void main(String[] arguments) throws Exception {
    Path program = Path.of("/box/Hungry.java");
    Files.writeString(program, """
        public class Hungry {
          public static void main(String[] arguments) throws Exception {
            byte[][] kept = new byte[512][];
            for (int i = 0; i < kept.length; i++) kept[i] = new byte[1 << 20];
            Thread.sleep(60_000);
          }
        }
        """);
    for (int i = 0; i < 2; i++) {
      new ProcessBuilder(System.getProperty("java.home") + "/bin/java", "-Xmx8g", "-Xms512m", "-XX:+AlwaysPreTouch", program.toString()).start();
    }
    Thread.sleep(60_000);
  }
}
