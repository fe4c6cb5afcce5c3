#include <stdlib.h>
#include <string.h>

/* Each block points to the one before, so that all of it stays reachable. */
struct block {
    struct block *before;
    char bytes[(1 << 20) - sizeof(void *)];
};

int main(void) {
    struct block *volatile last = NULL;
    for (;;) {
        struct block *block = malloc(sizeof *block);
        if (block == NULL) abort();
        memset(block->bytes, 1, sizeof block->bytes);
        block->before = last;
        last = block;
    }
}
