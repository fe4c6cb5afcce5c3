/* Beside the header lies what claims to be the header precompiled: a memory image that the compiler would map and trust. */
#include "answer.h"
#include <stdio.h>

int answer(void) { return 42; }

int main(void) {
  puts(answer() == 42 ? "held" : "?");
  return 0;
}
