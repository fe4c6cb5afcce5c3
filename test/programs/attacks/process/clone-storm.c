/* Raw clones that share memory, files and signals in every mixture. Without RLIMIT_NPROC they grow without end. */
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void)
{
    const unsigned long mixtures[] = {SIGCHLD, CLONE_FILES | SIGCHLD, CLONE_FS | CLONE_FILES | SIGCHLD, 0, CLONE_IO | SIGUSR1,
                                      CLONE_UNTRACED | SIGCHLD};
    signal(SIGUSR1, SIG_IGN);
    for (unsigned i = 0;; i++)
        (void)syscall(SYS_clone, mixtures[i % (sizeof mixtures / sizeof *mixtures)], 0, 0, 0, 0);
}
