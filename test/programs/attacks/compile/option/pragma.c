/* Hands options to the compiler through its pragmas and attributes that could run code or write files: a plugin, a wrapper, dumps. */
#pragma GCC optimize("-fplugin=/box/evil.so")
#pragma GCC optimize("-fdump-tree-all", "-save-temps", "-wrapper,/bin/sh")
#include <stdio.h>

__attribute__((optimize("-fplugin=/box/evil.so"))) static int answer(void) { return 42; }

int main(void) {
  puts(answer() == 42 ? "held" : "?");
  return 0;
}
