# Reads what it must not: other users' files, the runner, devices, other submissions, stores. Lists what could be read.
import glob
import os
import sys

names = ["/etc/shadow", "/etc/gshadow", "/root", "/proc/1/environ", "/proc/1/mem", "/proc/1/maps", "/proc/1/fd", "/proc/1/cwd"]
names += ["/proc/kcore", "/proc/kmsg", "/proc/kallsyms", "/dev/mem", "/dev/kmsg", "/dev/sda", "/dev/vda", "/dev/nvme0n1"]
names += ["/var/run/docker.sock", "/run/docker.sock", "/var/lib/docker", "/var/lib/serin", "/var/spool/cron", "/boot/vmlinuz"]
names += ["/proc/1/root/etc/passwd", "/sys/kernel/debug", "/sys/firmware/efi", "/proc/sys/kernel/core_pattern/"]


def readable(name):
    try:
        if os.path.isdir(name):
            return bool(os.listdir(name))
        with open(name, "rb") as file:
            data = file.read(4096)
            return any(data) if "kallsyms" not in name else any(not line.startswith(b"0" * 16) for line in data.splitlines()[:-1])
    except OSError:
        return False


if not readable("/etc/passwd") or not readable("/proc/self/maps"):
    print("the hunt is blind")
found = [name for name in names if readable(name)]
found += [name for name in glob.glob("/app/*") if name != "/app/main.py"]
found += [name for place in ("/box", "/tmp", "/dev/shm") for name in glob.glob(place + "/*")]
print(len(names), "names tried", file=sys.stderr)
print("\n".join(found) or "held")
