/* Raises its own limit of CPU time, ignores the signal of that limit, and computes. The limit that counts is not in its hands. */
#include <signal.h>
#include <sys/resource.h>

int main(void)
{
    struct rlimit none = {RLIM_INFINITY, RLIM_INFINITY};
    setrlimit(RLIMIT_CPU, &none);
    signal(SIGXCPU, SIG_IGN);
    signal(SIGVTALRM, SIG_IGN);
    signal(SIGPROF, SIG_IGN);
    for (volatile unsigned long i = 0;; i++) {
    }
}
