global main
extern greet

section .text
main:
    push rbp
    call greet
    xor eax, eax
    pop rbp
    ret
