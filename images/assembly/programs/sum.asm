global main
extern scanf, printf

section .text
main:
    push rbx
    mov edi, one
    mov esi, count
    xor eax, eax
    call scanf
    mov rbx, [count]
.line:
    test rbx, rbx
    jz .end
    mov edi, two
    mov esi, a
    mov edx, b
    xor eax, eax
    call scanf
    mov rsi, [a]
    add rsi, [b]
    mov edi, out
    xor eax, eax
    call printf
    dec rbx
    jmp .line
.end:
    xor eax, eax
    pop rbx
    ret

section .rodata
one:    db "%ld", 0
two:    db "%ld %ld", 0
out:    db "%ld", 10, 0

section .bss
count:  resq 1
a:      resq 1
b:      resq 1
