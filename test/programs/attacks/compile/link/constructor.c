/* Spins before main begins, where a judge that counted from main would not see it. */
#include <stdio.h>

__attribute__((constructor)) static void spin(void) {
  for (volatile unsigned long i = 0;; i++) continue;
}

int main(void) {
  puts("never said");
  return 0;
}
