#include "identity.h"

#include <errno.h>
#include <grp.h>
#include <unistd.h>

struct fault identity_drop(uid_t uid)
{
    gid_t gid = (gid_t)uid;
    if (setgroups(0, NULL) != 0)
        return fault_at(AT_CHILD_GROUPS, errno);
    if (setresgid(gid, gid, gid) != 0)
        return fault_at(AT_CHILD_GID, errno);
    if (setresuid(uid, uid, uid) != 0)
        return fault_at(AT_CHILD_UID, errno);
    return no_fault();
}

struct fault identity_borrow(uid_t uid)
{
    return setresuid(uid, uid, 0) == 0 ? no_fault() : fault_at(AT_RUN_IDENTITY, errno);
}

struct fault identity_return(void)
{
    return setresuid(0, 0, 0) == 0 ? no_fault() : fault_at(AT_GONE_IDENTITY, errno);
}
