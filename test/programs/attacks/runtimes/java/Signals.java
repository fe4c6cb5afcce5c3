// Takes every signal that the machine lets go of, does nothing about it, and computes for ever.
public class Main {
  public static void main(String[] arguments) {
    for (String name : new String[] {"HUP", "INT", "TERM", "PIPE", "ALRM", "USR2", "XCPU", "CHLD", "CONT", "TSTP", "VTALRM"}) {
      try {
        sun.misc.Signal.handle(new sun.misc.Signal(name), signal -> {});
      } catch (IllegalArgumentException taken) {
        // The machine needs it for itself.
      }
    }
    for (long i = 0; i >= 0; i = (i + 1) & Long.MAX_VALUE) Thread.onSpinWait();
  }
}
