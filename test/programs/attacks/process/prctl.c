/* Wishes by prctl that would loosen what holds the program: privileges, capabilities, the filter, the map of its memory. */
#define _GNU_SOURCE
#include "probe.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <unistd.h>

int main(void)
{
    struct sock_filter allow = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    struct sock_fprog program = {1, &allow};
    refused("PR_SET_NO_NEW_PRIVS 0", prctl(PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0));
    must("no_new_privs is set", prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1);
    must("the filter is on", prctl(PR_GET_SECCOMP) == 2);
    refused("PR_SET_MM", prctl(PR_SET_MM, PR_SET_MM_BRK, 0x1000, 0, 0));
    refused("PR_SET_SECUREBITS", prctl(PR_SET_SECUREBITS, 0x3f, 0, 0, 0));
    refused("PR_CAP_AMBIENT_RAISE", prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, 21, 0, 0));
    refused("PR_CAPBSET_DROP", prctl(PR_CAPBSET_DROP, 21, 0, 0, 0));
    refused("PR_SET_IO_FLUSHER", prctl(57, 1, 0, 0, 0));
    for (int capability = 0; capability < 64; capability++)
        must("no capability in the bounding set but those of the runner",
             prctl(PR_CAPBSET_READ, capability, 0, 0, 0) != 1 || (capability >= 5 && capability <= 7));
    /* A filter on top of the others can only take away: whether it is allowed or not, it must not loosen them. */
    (void)prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
    refused("chroot after a filter of one's own", chroot("/box"));
    refused("setuid after a filter of one's own", setuid(0));
    return verdict(73);
}
