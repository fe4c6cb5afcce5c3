/* Children die of every signal that dumps core. A core handler of the host that is a pipe would run there, as root. */
#define _GNU_SOURCE
#include "attempt.h"

#include <dirent.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
    const int signals[] = {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGQUIT, SIGSYS, SIGTRAP, SIGXCPU, SIGXFSZ};
    struct rlimit cores;
    holds("no limit that lets a pipe through", getrlimit(RLIMIT_CORE, &cores) == 0 && cores.rlim_max == 1 && cores.rlim_cur == 1);
    for (int i = 0; i < 10; i++) {
        int status = 0;
        pid_t child = fork();
        if (child == 0) {
            raise(signals[i]);
            _exit(0);
        }
        holds("it died", waitpid(child, &status, 0) == child && WIFSIGNALED(status) && WTERMSIG(status) == signals[i]);
        holds("without a core", !WCOREDUMP(status));
    }
    DIR *box = opendir("/box");
    struct dirent *entry;
    while (box != NULL && (entry = readdir(box)) != NULL)
        holds(entry->d_name, entry->d_name[0] == '.');
    return told(23);
}
