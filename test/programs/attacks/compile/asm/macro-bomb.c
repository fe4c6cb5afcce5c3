/* An assembler macro that calls itself twice. */
__asm__(".macro twice\n"
        "nop\n"
        "twice\n"
        "twice\n"
        ".endm\n"
        "twice\n");
int main(void) { return 0; }
