/* Thread-local zeros of 64 TiB: it links, and the loader cannot give the first thread its block. */
__asm__(".section .tbss,\"awT\",@nobits\n"
        ".zero 0x400000000000\n"
        ".text\n");
int main(void) { return 0; }
