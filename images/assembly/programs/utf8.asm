global main
extern fgets, printf, stdin

section .text
main:
    push rbp
    mov edi, line
    mov esi, 1024
    mov rdx, [stdin]
    call fgets
    mov edi, out
    mov esi, line
    xor eax, eax
    call printf
    xor eax, eax
    pop rbp
    ret

section .rodata
out:    db "你好, %s", 0

section .bss
line:   resb 1024
