/* The file beside this one holds the text "/etc/passwd" and would be a symbolic link if the judge made links of files. */
#include <stdio.h>
#include <string.h>

__asm__(".section .rodata\n"
        "secret: .incbin \"/app/secret.h\"\n"
        "secret_end: .byte 0\n"
        ".previous\n");
extern const char secret[] __asm__("secret");

int main(void) {
  puts(strcmp(secret, "/etc/passwd") == 0 ? "held" : "a file of the submission became a link");
  return 0;
}
