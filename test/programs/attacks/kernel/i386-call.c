/* Calls by the gate of 32-bit programs, whose numbers mean other calls than the filter's. A foreign ABI kills. */
int main(void)
{
    long result;
    /* 20 is getpid there, and writev here. */
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(20L) : "memory", "r8", "r9", "r10", "r11");
    return result > 0 ? 0 : 3;
}
