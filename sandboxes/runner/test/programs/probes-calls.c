/*
 * Makes every system call that must be refused, with arguments that would fail anyway, and prints `name errno` for each:
 * the filters that are really in force, not those that somebody wrote down.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static void tell(const char *name, long answer)
{
    printf("%s %d\n", name, answer < 0 ? errno : 0);
}

#define PROBE(name, ...) tell(#name, syscall(SYS_##name, __VA_ARGS__))

int main(void)
{
    PROBE(ptrace, 0, 0, 0, 0);
    PROBE(process_vm_readv, 1, 0, 0, 0, 0, 0);
    PROBE(unshare, CLONE_NEWUSER);
    PROBE(setns, -1, 0);
    PROBE(mount, 0, 0, 0, 0, 0);
    PROBE(umount2, "/box", 0);
    PROBE(pivot_root, ".", ".");
    PROBE(chroot, "/box");
    PROBE(bpf, 0, 0, 0);
    PROBE(perf_event_open, 0, 0, 0, 0, 0);
    PROBE(userfaultfd, 0);
    PROBE(keyctl, 0, 0, 0, 0, 0);
    PROBE(add_key, "user", "x", "y", 1, -3);
    PROBE(shmget, 0, 4096, 01600);
    PROBE(semget, 0, 1, 01600);
    PROBE(msgget, 0, 01600);
    PROBE(mq_open, "x", O_CREAT | O_RDWR, 0600, 0);
    PROBE(io_setup, 1, 0);
    PROBE(setuid, 0);
    PROBE(setresuid, 0, 0, 0);
    PROBE(setxattr, "/box", "user.x", "y", 1, 0);
    PROBE(seccomp, 0, 0, 0);
    PROBE(fanotify_init, 0, 0);
    PROBE(open_by_handle_at, 0, 0, 0);
    PROBE(memfd_secret, 0);
    PROBE(clone3, 0, 0);
    PROBE(io_uring_setup, 1, 0);
    PROBE(openat2, -1, "", 0, 0);
    tell("clone-user-namespace", syscall(SYS_clone, CLONE_NEWUSER | 17, 0, 0, 0, 0));
    tell("clone-sibling", syscall(SYS_clone, CLONE_PARENT | 17, 0, 0, 0, 0));
    tell("personality-no-random", syscall(SYS_personality, 0x0040000));
    tell("personality-query", syscall(SYS_personality, 0xffffffff));
    static const int families[] = {AF_INET, AF_INET6, AF_NETLINK, AF_PACKET, AF_VSOCK, AF_ALG, AF_UNIX};
    for (unsigned i = 0; i < sizeof families / sizeof families[0]; i++) {
        char name[32];
        snprintf(name, sizeof name, "socket-%d", families[i]);
        tell(name, socket(families[i], SOCK_DGRAM, 0));
    }
    tell("mqueue-file", open("/dev/mqueue/x", O_CREAT | O_RDWR, 0600));
    tell("raise-limit", syscall(SYS_prlimit64, 0, 6, (unsigned long[]){4096, 4096}, 0));
    return 0;
}
