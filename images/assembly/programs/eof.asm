global main
extern scanf, printf

section .text
main:
    push rbx
    push rbp
    push rbp
    xor ebx, ebx
    xor ebp, ebp
.next:
    mov edi, in
    mov esi, number
    xor eax, eax
    call scanf
    cmp eax, 1
    jne .end
    inc rbx
    add rbp, [number]
    jmp .next
.end:
    mov edi, out
    mov rsi, rbx
    mov rdx, rbp
    xor eax, eax
    call printf
    xor eax, eax
    pop rbp
    pop rbp
    pop rbx
    ret

section .rodata
in:     db "%ld", 0
out:    db "%ld %ld", 10, 0

section .bss
number: resq 1
