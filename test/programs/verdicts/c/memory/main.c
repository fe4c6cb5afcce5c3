#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STEP_BYTES = 4 << 20, STEPS = 256 };

int main(void)
{
    char *volatile blocks[STEPS];
    for (int i = 0; i < STEPS; i++) {
        blocks[i] = malloc(STEP_BYTES);
        if (blocks[i] == NULL)
            return 1;
        memset(blocks[i], i + 1, STEP_BYTES);
    }
    puts("42");
}
