/* Brings an ELF interpreter's name of its own. The linker puts its own first, and the kernel reads no further: otherwise a
   submission could make a program that nobody can start, which would count as the judge's failure. */
#include <stdio.h>

__asm__(".section .interp,\"a\"\n"
        ".string \"/box/interpreter\"\n"
        ".text\n");

int main(void) {
  puts("held");
  return 0;
}
