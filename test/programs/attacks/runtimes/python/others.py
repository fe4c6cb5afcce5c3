# Reaches for other processes and more rights: signals, priorities, limits, users. Lists what it was given.
import os
import resource
import signal
import sys



def write(name, text):
    descriptor = os.open(name, os.O_WRONLY)
    try:
        os.write(descriptor, text)
    finally:
        os.close(descriptor)


attempts = {
    "kill 1": lambda: os.kill(1, signal.SIGKILL),
    "stop 1": lambda: os.kill(1, signal.SIGSTOP),
    "kill all others": lambda: os.kill(-1, 0),
    "kill group 1": lambda: os.killpg(1, signal.SIGKILL),
    "nice -20": lambda: os.setpriority(os.PRIO_PROCESS, 0, -20),
    "priority of 1": lambda: os.setpriority(os.PRIO_PROCESS, 1, 19),
    "realtime": lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(50)),
    "affinity of 1": lambda: os.sched_setaffinity(1, {0}),
    "more files": lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (1 << 20, 1 << 20)),
    "more processes": lambda: resource.setrlimit(resource.RLIMIT_NPROC, (-1, -1)),
    "more locked memory": lambda: resource.setrlimit(resource.RLIMIT_MEMLOCK, (-1, -1)),
    "larger files": lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (-1, -1)),
    "limits of 1": lambda: resource.prlimit(1, resource.RLIMIT_NOFILE, (3, 3)),
    "setuid": lambda: os.setuid(0),
    "setgid": lambda: os.setgid(0),
    "setgroups": lambda: os.setgroups([0]),
    "chroot": lambda: os.chroot("/box"),
    "device": lambda: os.mknod("/box/device", 0o20666, os.makedev(1, 1)),
    "symlink": lambda: os.symlink("/etc/shadow", "/box/link"),
    "chown": lambda: (open("/box/own", "w").close(), os.chown("/box/own", 0, 0)),
    "oom score": lambda: write("/proc/self/oom_score_adj", b"-1000"),
    "namespace": lambda: os.unshare(0x10000000),
    "hostname": lambda: write("/proc/sys/kernel/hostname", b"x"),
    "core pattern": lambda: write("/proc/sys/kernel/core_pattern", b"|/box/x"),
    "control group": lambda: write("/sys/fs/cgroup/cgroup.procs", b"0"),
}
found = []
for name, act in attempts.items():
    try:
        act()
        found.append(name)
    except (OSError, ValueError):
        pass
print(len(attempts), "attempts", file=sys.stderr)
print("\n".join(found) or "held")
