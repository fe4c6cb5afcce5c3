/* Asks the assembler for an object file of 1 TiB: without limits it fills the work directory. */
__asm__(".data\n"
        ".fill 0x4000000000, 4, 0x55555555\n"
        ".text\n");
int main(void) { return 0; }
