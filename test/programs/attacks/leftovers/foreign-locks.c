/* Reads the locks that the kernel tells of: locks of an open file are shown to every container, so two programs could talk by them. */
#include "probe.h"

#include <stdio.h>

int main(void)
{
    char line[256];
    FILE *locks = fopen("/proc/locks", "r");
    must("reading /proc/locks was tried", 1);
    while (locks != NULL && fgets(line, sizeof line, locks) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        must(line, 0);
    }
    return verdict(1);
}
