/* Four gibibytes of initialised data: the assembler would write them to the work directory. */
char data[1UL << 32] = {1};
int main(void) { return data[1UL << 31]; }
