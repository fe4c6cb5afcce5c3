/* The right answer, then death by a signal of its own. An answer counts only when the program ends well. */
#include <signal.h>
#include <unistd.h>

int main(void)
{
    (void)!write(1, "held\n", 5);
    return kill(getpid(), SIGKILL);
}
