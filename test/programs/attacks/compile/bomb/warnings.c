/* Four thousand warnings, more than a megabyte of them, and a good program: it compiles, and the log stays bounded. */
#ifndef DEPTH
#define DEPTH 0
#include <stdio.h>
int main(void) {
  puts("held");
  return 0;
}
#endif
#warning xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
#if __INCLUDE_LEVEL__ < 12
#include __FILE__
#include __FILE__
#endif
