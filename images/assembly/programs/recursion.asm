global main
extern scanf, printf

section .text
main:
    push rbp
    mov edi, in
    mov esi, n
    xor eax, eax
    call scanf
    mov rdi, [n]
    call sum
    mov rsi, rax
    mov edi, out
    xor eax, eax
    call printf
    xor eax, eax
    pop rbp
    ret

; rax = 1 + 2 + … + rdi
sum:
    xor eax, eax
    test rdi, rdi
    jz .end
    push rdi
    dec rdi
    call sum
    pop rdi
    add rax, rdi
.end:
    ret

section .rodata
in:     db "%ld", 0
out:    db "%ld", 10, 0

section .bss
n:      resq 1
