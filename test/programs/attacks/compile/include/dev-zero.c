/* Includes a file without end. Without the compiler's memory limit the preprocessor would read it until the host has no
   memory left. */
#include "/dev/zero"
int main(void) { return 0; }
