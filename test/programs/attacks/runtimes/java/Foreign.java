// Calls libc past the language: the functions that ask the kernel for more rights. Lists those that were let through. (Java 22 and newer.)
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;

public class Main {
  static int tried = 0;
  static final StringBuilder found = new StringBuilder();

  static void attempt(String name, String function, int a, int b, int c) {
    tried++;
    if (call(function, a, b, c) != -1) found.append(name).append('\n');
  }

  static int call(String function, int a, int b, int c) {
    Linker linker = Linker.nativeLinker();
    var number = ValueLayout.JAVA_INT;
    var address = linker.defaultLookup().find(function).orElseThrow();
    try {
      return (int) linker.downcallHandle(address, FunctionDescriptor.of(number, number, number, number)).invokeExact(a, b, c);
    } catch (Throwable error) {
      throw new IllegalStateException(error);
    }
  }

  public static void main(String[] arguments) throws Exception {
    attempt("unshare", "unshare", 0x10000000, 0, 0);
    attempt("setuid", "setuid", 0, 0, 0);
    attempt("socket inet", "socket", 2, 1, 0);
    attempt("socket netlink", "socket", 16, 3, 0);
    attempt("kill 1", "kill", 1, 9, 0);
    attempt("nice", "nice", -20, 0, 0);
    attempt("iopl", "iopl", 3, 0, 0);
    attempt("personality", "personality", 0x40000, 0, 0);
    attempt("shmget", "shmget", 0, 4096, 0600 | 01000);
    attempt("semget", "semget", 0, 1, 0600 | 01000);
    if (call("getpid", 0, 0, 0) <= 1) found.append("the calls are blind");
    System.err.println(tried + " attempts");
    System.out.println(found.isEmpty() ? "held" : found.toString().strip());
  }
}
