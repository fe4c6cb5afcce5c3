/* Takes a file without end into the program: the assembler must not write until the work directory, and the memory behind it,
   are full. */
#include <stdio.h>

__asm__(".incbin \"/dev/zero\"");

int main(void) {
  puts("never said");
  return 0;
}
