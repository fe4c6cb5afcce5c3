// A file without end, by the assembler inside of LLVM.
std::arch::global_asm!(".incbin \"/dev/zero\"");

fn main() {}
