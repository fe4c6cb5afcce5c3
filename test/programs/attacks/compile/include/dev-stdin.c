/* Includes whatever the compiler has on its standard input. Were that the test's input, it would be in the program
   before the program runs. */
#include "/dev/stdin"
#include <stdio.h>

int main(void) {
#ifdef INPUT_WAS_THERE
  puts("the test's input was there at compile time");
#else
  puts("held");
#endif
  return 0;
}
