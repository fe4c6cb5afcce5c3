/* Lowers every limit, changes its mask, directory, affinity and signals, and leaves children with all of it. */
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

int main(void)
{
    sigset_t all;
    struct rlimit none = {0, 0};
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL);
    for (int number = 1; number < 64; number++)
        signal(number, SIG_IGN);
    umask(0777);
    (void)!chdir("/proc");
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    prctl(PR_SET_TIMERSLACK, 4000000000, 0, 0, 0);
    if (fork() == 0)
        for (;;)
            pause();
    for (int resource = 0; resource < RLIM_NLIMITS; resource++)
        if (resource != RLIMIT_CPU)
            setrlimit((__rlimit_resource_t)resource, &none);
    return 0;
}
