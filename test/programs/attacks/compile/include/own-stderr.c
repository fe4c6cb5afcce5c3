/* Includes the pipe in which the compiler's own diagnostics go to the runner, and so waits for ever without using the CPU. */
#include "/dev/stderr"
int main(void) { return 0; }
