// Makes ever more classes, each in a loader of its own: memory for classes, which is outside the heap.
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

public class Main {
  public static void main(String[] arguments) {
    List<Object> kept = new ArrayList<>();
    InvocationHandler handler = (proxy, method, values) -> null;
    while (true) {
      ClassLoader loader = new ClassLoader(Main.class.getClassLoader()) {};
      kept.add(Proxy.newProxyInstance(loader, new Class<?>[] {List.class, CharSequence.class}, handler));
    }
  }
}
