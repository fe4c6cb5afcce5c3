# Starts the image's own tools, each of which would need what the sandbox has taken away. None may end well.
import os
import subprocess
import sys

commands = [
    "unshare -U true", "unshare -rm true", "nsenter -t 1 -m true", "mount -t tmpfs none /box", "umount /proc", "chroot / true", "su -c true",
    "mknod /box/n c 1 1", "mkfifo /box/f", "ln -s /etc/shadow /box/l", "chown 0:0 /box", "dmesg", "hostname other", "date -s 2000-01-01",
    "setpriv --reuid 0 true", "ipcmk -M 1024", "kill -9 1", "renice -n -20 1", "cat /etc/shadow", "ls /root", "fsfreeze -f /box",
]
environment = {**os.environ, "PATH": "/usr/sbin:/sbin:/usr/bin:/bin"}
through = []
for command in commands:
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    if subprocess.run(["/bin/sh", "-c", command], env=environment, timeout=3, **quiet).returncode == 0:
        through.append(command)
print(len(commands), "attempts", file=sys.stderr)
print("held" if not through else through)
