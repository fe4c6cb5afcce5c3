// Reaches for native code, other processes and the machine's own control: libraries, signals, attaching to itself.
import java.nio.file.Files;
import java.nio.file.Path;

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

  static boolean shell(String command) throws Exception {
    return new ProcessBuilder("/bin/sh", "-c", command).redirectErrorStream(true).start().waitFor() == 0;
  }

  static void refuse(boolean worked) {
    if (!worked) throw new IllegalStateException("refused");
  }

  public static void main(String[] arguments) throws Exception {
    Files.writeString(Path.of("/tmp/libevil.so"), "this is no library");
    Files.copy(Path.of("/bin/true"), Path.of("/tmp/true"));
    attempt("a library that is none", () -> System.load("/tmp/libevil.so"));
    attempt("a program in /tmp", () -> new ProcessBuilder("/tmp/true").start());
    attempt("a symbolic link", () -> Files.createSymbolicLink(Path.of("/box/link"), Path.of("/etc/shadow")));
    attempt("owner", () -> Files.setOwner(Path.of("/tmp/true"), Files.getOwner(Path.of("/etc/passwd"))));
    attempt("end of PID 1", () -> refuse(ProcessHandle.of(1).orElseThrow().destroyForcibly()));
    attempt("kill 1", () -> refuse(shell("kill -KILL 1")));
    attempt("stop 1", () -> refuse(shell("kill -STOP 1")));
    attempt("nice", () -> refuse(shell("renice -n -20 -p $$")));
    attempt("more files", () -> refuse(shell("ulimit -Hn unlimited")));
    attempt("oom score", () -> refuse(shell("echo -1000 > /proc/self/oom_score_adj")));
    attempt("mount", () -> refuse(shell("mount -t tmpfs none /box")));
    attempt("namespace", () -> refuse(shell("unshare -Ur true")));
    System.err.println(tried + " attempts");
    System.out.println(found.isEmpty() ? "held" : found.toString().strip());
  }
}
