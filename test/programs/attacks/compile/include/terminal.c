/* Includes a fresh pseudo-terminal that nobody will ever write to: without a limit of wall time the slot would be lost. */
#include "/dev/ptmx"
int main(void) { return 0; }
