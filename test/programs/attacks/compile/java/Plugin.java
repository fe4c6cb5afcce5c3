package evil;

import com.sun.source.util.JavacTask;

/** A plug-in of the compiler that would start by itself; it ends the compiler with a telling code. */
public class Plugin implements com.sun.source.util.Plugin {
  @Override
  public String getName() {
    return "evil";
  }

  @Override
  public boolean autoStart() {
    return true;
  }

  @Override
  public void init(JavacTask task, String... arguments) {
    Runtime.getRuntime().halt(77);
  }
}
