/** A module that asks for the compiler and offers it a plug-in. */
module evil {
  requires java.compiler;
  requires jdk.compiler;
  provides com.sun.source.util.Plugin with evil.Plugin;
}
