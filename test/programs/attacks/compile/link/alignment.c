/* Asks for a start at a multiple of 2 GiB, of which the kernel finds one or does not; no failure of the judge either way. */
#include <stdio.h>

__asm__(".data\n"
        ".p2align 31\n"
        ".byte 1\n"
        ".text\n");

int main(void) {
  puts("held");
  return 0;
}
