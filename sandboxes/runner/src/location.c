#include "location.h"

#include <stdio.h>

const char *location_text(enum location at)
{
    switch (at) {
#define X(name, number, text) \
    case AT_##name:           \
        return text;
        LOCATIONS(X)
#undef X
    }
    return "unknown";
}

void location_print_table(void)
{
    puts("# Where the runner can fail\n");
    puts("Printed by `runner --locations`; `make test` compares it with the table in `src/location.h`.\n");
    puts("| number | name | meaning |\n| --- | --- | --- |");
#define X(name, number, text) printf("| %d | `%s` | %s |\n", (number), #name, text);
    LOCATIONS(X)
#undef X
}
