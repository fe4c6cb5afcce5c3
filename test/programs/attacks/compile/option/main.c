/* The files beside this one have names or contents that a compiler's driver may take for more than sources. */
#include <stdio.h>

int main(void) {
  puts("held");
  return 0;
}
