/* Half of the answer is printed after main: by exit handlers, a destructor and the last flush of stdio. It belongs to the answer. */
#include <stdio.h>
#include <stdlib.h>

static void first_handler(void)
{
    printf("handler\n");
}

__attribute__((destructor)) static void destroy(void)
{
    printf("destructor\n");
}

int main(void)
{
    if (atexit(first_handler) != 0)
        return 3;
    printf("main\n");
    exit(0);
}
