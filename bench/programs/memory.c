/* Follows a chain through 64 MiB in an order that no cache foresees; the input says how many steps. */
#include <stdint.h>
#include <stdio.h>

#define CELLS (1u << 24)

static uint32_t next[CELLS];

int main(void) {
    long steps;
    if (scanf("%ld", &steps) != 1) return 1;
    for (uint32_t i = 0; i < CELLS; i++) next[i] = (i * 2654435761u + 12345u) % CELLS;
    uint32_t at = 0;
    for (long i = 0; i < steps; i++) at = next[at];
    printf("%u\n", at);
}
