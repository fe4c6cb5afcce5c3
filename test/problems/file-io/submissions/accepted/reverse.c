#include <stdio.h>
#include <string.h>

int main(void) {
    char line[1024];
    if (freopen("reverse.in", "r", stdin) == NULL || freopen("reverse.out", "w", stdout) == NULL) return 1;
    if (fgets(line, sizeof line, stdin) == NULL) return 1;
    for (size_t at = strcspn(line, "\n"); at > 0; at--) putchar(line[at - 1]);
    putchar('\n');
    return 0;
}
