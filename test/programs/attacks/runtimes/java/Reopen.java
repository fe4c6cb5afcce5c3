// Opens its streams again by their names, which must work.
import java.io.BufferedReader;
import java.io.FileReader;
import java.io.FileWriter;

public class Main {
  public static void main(String[] arguments) throws Exception {
    try (BufferedReader input = new BufferedReader(new FileReader("/dev/stdin"));
        FileWriter output = new FileWriter("/dev/stdout");
        FileWriter diagnostics = new FileWriter("/proc/self/fd/2")) {
      diagnostics.write("a diagnostic\n");
      output.write(input.readLine() + "\n");
    }
  }
}
