/* Includes random bytes without end, which costs the kernel CPU time beside the compiler's memory. */
#include "/dev/urandom"
int main(void) { return 0; }
