#include "helper.h"

#include "identity.h"

#include <errno.h>
#include <sys/wait.h>
#include <unistd.h>

static _Noreturn void help(uid_t uid, struct shared *shared, struct fault (*work)(void *), void *context)
{
    struct fault fault = identity_drop(uid);
    shared->fault = failed(fault) ? fault : work(context);
    shared->done = true;
    _exit(0);
}

struct fault as_sandbox_user(uid_t uid, struct shared *shared, struct fault (*work)(void *), void *context)
{
    shared_clear(shared);
    pid_t child = fork();
    if (child < 0)
        return fault_at(AT_HELPER_FORK, errno);
    if (child == 0)
        help(uid, shared, work, context);

    int status;
    while (waitpid(child, &status, __WALL) < 0)
        if (errno != EINTR)
            return fault_at(AT_HELPER_DIED, errno);
    return shared->done ? shared->fault : fault_at(AT_HELPER_DIED, 0);
}
