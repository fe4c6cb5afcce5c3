/* Thirty bytes of assembler that stand for 10^18 instructions. */
__asm__(".rept 1000000000\n"
        ".rept 1000000000\n"
        "nop\n"
        ".endr\n"
        ".endr\n");
int main(void) { return 0; }
