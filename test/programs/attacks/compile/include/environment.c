/* Takes the environment of the assembler into the program. Anything beyond what runtime.yaml and the compiler's driver
   set would be the runner's or the worker's: keys and addresses. */
#include <stdio.h>
#include <string.h>

__asm__(".section .rodata\n"
        "environment: .incbin \"/proc/self/environ\"\n"
        "environment_end:\n"
        ".previous\n");
extern const char environment[] __asm__("environment");
extern const char environment_end[] __asm__("environment_end");

static const char *const expected[] = {"PATH=", "HOME=",    "TMPDIR=", "LANG=",
                                       "LC_ALL=", "TZ=", "COLLECT_", "COMPILER_PATH=",
                                       "LIBRARY_PATH=", "PWD="};

static int is_expected(const char *variable) {
  for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
    if (strncmp(variable, expected[i], strlen(expected[i])) == 0) return 1;
  return 0;
}

int main(void) {
  int strange = 0;
  for (const char *at = environment; at < environment_end; at += strlen(at) + 1)
    if (!is_expected(at)) strange += printf("%s\n", at) > 0;
  if (strange == 0) puts("held");
  return 0;
}
