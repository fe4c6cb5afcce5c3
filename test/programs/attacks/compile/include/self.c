/* Includes itself twice at every depth: 2^200 inclusions if only their depth were bounded. */
#include __FILE__
#include __FILE__
int main(void) { return 0; }
