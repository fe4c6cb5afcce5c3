/* Sends itself the signal it is given. */
#include <signal.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    return argc > 1 ? raise(atoi(argv[1])) : 0;
}
