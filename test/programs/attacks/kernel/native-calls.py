# Calls the kernel past Python's own modules, through ctypes: namespaces, mounts, tracing, sockets, keyrings. The filter knows no language.
import ctypes
import errno
import sys

libc = ctypes.CDLL(None, use_errno=True)
wanted = {
    "unshare user": (272, 0x10000000), "unshare mnt": (272, 0x20000), "unshare pid": (272, 0x20000000), "unshare net": (272, 0x40000000),
    "setns": (308, 0, 0), "mount": (165, b"none", b"/box", b"tmpfs", 0, 0), "umount": (166, b"/proc", 2), "chroot": (161, b"/box"),
    "pivot_root": (155, b"/", b"/"), "ptrace": (101, 0, 0, 0, 0), "socket": (41, 2, 1, 0), "bpf": (321, 0, 0, 0), "add_key": (248, b"user", b"x", b"x", 1, -1),
    "keyctl": (250, 0, -1, 1), "shmget": (29, 0, 4096, 0o600), "perf": (298, 0, 0, -1, -1, 0), "userfaultfd": (323, 1), "setuid": (105, 0),
    "symlink": (88, b"/etc/shadow", b"/box/x"), "seccomp": (317, 2, 0, 0), "kexec": (246, 0, 0, 0, 0), "clock_settime": (227, 0, 0),
}
absent = {"clone3": (435, 0, 0), "io_uring_setup": (425, 8, 0), "openat2": (437, -100, b"/", 0, 0)}
through = []
for calls, refusal in ((wanted, errno.EPERM), (absent, errno.ENOSYS)):
    for name, arguments in calls.items():
        result = libc.syscall(*map(lambda one: ctypes.c_long(one) if isinstance(one, int) else one, arguments))
        if result != -1 or ctypes.get_errno() != refusal:
            through.append((name, result, errno.errorcode.get(ctypes.get_errno())))
print(len(wanted) + len(absent), "attempts", file=sys.stderr)
print("held" if not through else through)
