global main

section .text
main:
    mov rax, [0]
    ret
