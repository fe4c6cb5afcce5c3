/* Spins in a resolver, which the dynamic loader calls before any of the program's own code. */
static int answer(void) { return 42; }

static int (*resolve(void))(void) {
  for (volatile unsigned long i = 0;; i++) continue;
  return answer;
}

int asked(void) __attribute__((ifunc("resolve")));

int main(void) { return asked(); }
