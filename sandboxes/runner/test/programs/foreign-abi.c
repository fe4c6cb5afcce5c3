/* foreign-abi i386 | x32: asks for its own id by way of another ABI. */
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    long answer = 0;
    if (argc > 1 && strcmp(argv[1], "x32") == 0)
        answer = syscall(0x40000000 + SYS_getpid);
#if defined(__x86_64__)
    else
        __asm__ volatile("int $0x80" : "=a"(answer) : "a"(20L) : "memory");
#endif
    printf("%ld\n", answer);
    return 0;
}
