// Leaves shells behind that ignore every signal they may and burn CPU: they must not outlive the run.
public class Main {
  public static void main(String[] arguments) throws Exception {
    String shell =
        "trap '' HUP INT TERM PIPE; (while :; do :; done) & while :; do echo still here > /box/daemon; done";
    for (int i = 0; i < 3; i++) new ProcessBuilder("/usr/bin/setsid", "/bin/sh", "-c", shell).start();
    Thread.sleep(50);
    System.out.println("held");
  }
}
