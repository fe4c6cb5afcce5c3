global greet
extern puts

section .text
greet:
    push rbp
    mov edi, text
    call puts
    pop rbp
    ret

section .rodata
text:   db "Hello from two files", 0
