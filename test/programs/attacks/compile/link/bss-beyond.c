/* Zeros beyond the end of the address space: it links, and the kernel cannot start it. That is the submission's doing and no failure
   of the judge. */
__asm__(".section .bss.huge,\"aw\",@nobits\n"
        ".zero 0x7fffffffffff\n"
        ".text\n");
int main(void) { return 0; }
