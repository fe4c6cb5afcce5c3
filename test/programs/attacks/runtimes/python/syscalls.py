# Makes system calls by number, past everything that Python or libc would refuse. Lists those that were let through.
import ctypes
import sys

libc = ctypes.CDLL(None, use_errno=True)
path, null = b"/box\0", ctypes.c_void_p(0)
calls = {
    "mount": (165, path, path, b"tmpfs\0", 0, null),
    "umount2": (166, b"/tmp\0", 2),
    "pivot_root": (155, path, path),
    "chroot": (161, path),
    "unshare user": (272, 0x10000000),
    "unshare mount": (272, 0x00020000),
    "unshare net": (272, 0x40000000),
    "setns": (308, 0, 0),
    "setuid 0": (105, 0),
    "setresuid 0": (117, 0, 0, 0),
    "setgroups": (116, 0, null),
    "ptrace attach 1": (101, 16, 1, null, null),
    "process_vm_readv": (310, 1, null, 0, null, 0, 0),
    "bpf": (321, 0, null, 0),
    "perf_event_open": (298, null, 0, -1, -1, 0),
    "userfaultfd": (323, 1),
    "io_uring_setup": (425, 1, null),
    "keyctl": (250, 0, -3, 0),
    "add_key": (248, b"user\0", b"a\0", b"b", 1, -3),
    "init_module": (175, null, 0, b"\0"),
    "kexec_load": (246, 0, 0, null, 0),
    "reboot": (169, 0, 0, 0, null),
    "sethostname": (170, b"x", 1),
    "settimeofday": (164, null, null),
    "swapon": (167, path, 0),
    "shmget": (29, 0, 4096, 0o1600),
    "semget": (64, 0, 1, 0o1600),
    "msgget": (68, 0, 0o1600),
    "mq_open": (240, b"x\0", 0o102, 0o600, null),
    "socket inet": (41, 2, 1, 0),
    "socket netlink": (41, 16, 3, 0),
    "socket alg": (41, 38, 5, 0),
    "seccomp": (317, 1, 0, null),
    "open_by_handle_at": (304, 0, null, 0),
    "mknod": (133, b"/box/node\0", 0o20600, 0x101),
    "symlink": (88, b"/etc/shadow\0", b"/box/link\0"),
    "clone new user": (56, 0x10000011, null, null, null, 0),
    "clone3": (435, null, 0),
    "iopl": (172, 3),
    "modify_ldt": (154, 0, null, 0),
    "acct": (163, null),
    "personality": (135, 0x0040000),
    "fanotify_init": (300, 0, 0),
    "name_to_handle_at": (303, -100, path, null, null, 0),
    "quotactl": (179, 0, null, 0, null),
    "pidfd_getfd": (438, 0, 0, 0),
    "fsopen": (430, b"tmpfs\0", 0),
    "vhangup": (153,),
    "syslog": (103, 3, null, 0),
}
found = []
refusals = {1, 38, 97}  # EPERM, ENOSYS, EAFNOSUPPORT
for name, (number, *arguments) in calls.items():
    ctypes.set_errno(0)
    words = [a if isinstance(a, (bytes, ctypes.c_void_p)) else ctypes.c_long(a) for a in arguments]
    result = libc.syscall(ctypes.c_long(number), *words)
    if result != -1 or ctypes.get_errno() not in refusals:
        found.append(f"{name}: {result}, errno {ctypes.get_errno()}")
if libc.syscall(ctypes.c_long(39)) <= 1:
    found.append("getpid does not work: the numbers are of another machine")
print(len(calls), "calls tried", file=sys.stderr)
print("\n".join(found) or "held")
